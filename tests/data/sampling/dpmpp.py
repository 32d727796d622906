"""Writes dpmpp.safetensors: DPM-Solver++ as k-diffusion has it, of flows as ComfyUI has it."""

from reference import *
from reference_comfy import *

CURVED = [GRID[0], GRID[1], GRID[3]]  # where k-diffusion's own samplers hold
cases = Family("dpmpp")

cases.add("DPMpp2M", {}, KDiffusion(k.sample_dpmpp_2m))
cases.add("DPMpp2M", {}, KDiffusion(k.sample_dpmpp_2m, final=0.1), steps=[1, 7], label="ends early")
cases.add("DPMpp2M", {"cfg_pp": True}, Comfy(c.sample_dpmpp_2m_cfg_pp), grid=CURVED, steps=[13], guidance=1.5,
          label="cfg++")

ancestral = lambda sampler, grid, **options: cases.add(
    "DPMpp2SAncestral", options, (KDiffusion if grid is CURVED else Comfy)(sampler, **options), grid=grid,
    stochastic=True, label=" ".join(map(str, options.values())), steps=[5, 13, 30] if not options else [7])
for options in ({}, {"eta": 0.4, "s_noise": 1.05}):
    ancestral(k.sample_dpmpp_2s_ancestral, CURVED, **options)
    ancestral(c.sample_dpmpp_2s_ancestral_RF, FLOW, **options)
cases.add("DPMpp2SAncestral", {}, Comfy(c.sample_dpmpp_2s_ancestral_RF, schedule=lambda run: run.sigmas()), grid=FLOW,
          steps=[5], stochastic=True, label="from noise")
cases.add("DPMpp2SAncestral", {"cfg_pp": True}, Comfy(c.sample_dpmpp_2s_ancestral_cfg_pp), steps=[7], guidance=1.5,
          stochastic=True, label="cfg++")

for name, node in [("dpmpp_sde", "DPMppSDE"), ("dpmpp_2m_sde", "DPMpp2MSDE"), ("dpmpp_3m_sde", "DPMpp3MSDE")]:
    theirs, ours = getattr(k, f"sample_{name}"), getattr(c, f"sample_{name}")
    cases.add(node, {}, KDiffusion(with_tree(theirs), draws=False), grid=CURVED, stochastic=True)
    cases.add(node, {}, Comfy(with_tree(ours)), grid=FLOW, stochastic=True)
    own = {"DPMppSDE": {"r": 0.7}, "DPMpp2MSDE": {"solver_type": "heun"}}
    options = {"eta": 0.3, "s_noise": 1.1} | own.get(node, {})
    cases.add(node, options, Comfy(with_tree(ours), **options), steps=[7], stochastic=True, label="options")
    cases.add(node, {"eta": 0.0}, KDiffusion(with_tree(theirs), draws=False, eta=0.0, final=0.1), grid=CURVED,
              steps=[1, 6], stochastic=True, label="ends early")
cases.save()
