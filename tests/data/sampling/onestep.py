"""Writes onestep.safetensors: solvers whose steps are independent of each other, and ancestral ones."""

from reference import *

cases = Family("onestep")
cases.add("Euler", {}, KDiffusion(k.sample_euler))
cases.add("Euler", {}, KDiffusion(k.sample_euler, final=0.1), steps=[1, 7], label="ends early")
cases.add("Euler", {}, Diffusers("EulerDiscreteScheduler", timestep_spacing="trailing"), grid=VP, label="diffusers")
cases.add("Euler", {}, Diffusers("FlowMatchEulerDiscreteScheduler", shift=3.0), grid=FLOW, label="diffusers")
cases.add("Heun", {}, KDiffusion(k.sample_heun))
cases.save()
