#!/usr/bin/env python3
"""Writes reference.safetensors: tables and conversions of diffusion processes as diffusers and k-diffusion have them.

Needs torch, diffusers 0.42, safetensors and the source of k-diffusion (k_diffusion/external.py).
"""

import ast
import importlib.util
import sys
import types
from pathlib import Path

import diffusers
import numpy as np
import torch
from diffusers import DDPMScheduler, EDMEulerScheduler, EulerDiscreteScheduler, FlowMatchEulerDiscreteScheduler
from safetensors.torch import save_file

out = {}


def put(name, values):
    out[name] = torch.as_tensor(np.asarray(values), dtype=torch.float64).contiguous()


def euler(**options):
    """Stable Diffusion's training."""
    return EulerDiscreteScheduler(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, **options)


for schedule, steps, start, end in [
    ("linear", 1000, 0.0001, 0.02),
    ("scaled_linear", 1000, 0.00085, 0.012),
    ("squaredcos_cap_v2", 200, 0.0001, 0.02),
    ("sigmoid", 200, 0.0001, 0.02),
    ("laplace", 200, 0.0001, 0.02),
]:
    options = dict(num_train_timesteps=steps, beta_start=start, beta_end=end, beta_schedule=schedule)
    plain = DDPMScheduler(**options)
    put(schedule + ".betas", plain.betas)
    put(schedule + ".alphas_cumprod", plain.alphas_cumprod)
    put(schedule + ".zero_snr", DDPMScheduler(rescale_betas_zero_snr=True, **options).alphas_cumprod)

scheduler = euler()
sigmas = ((1 - scheduler.alphas_cumprod) / scheduler.alphas_cumprod).sqrt().double().numpy()
queries = np.array([0.01, 0.0291675, 0.03, 0.1, 0.5, 1.0, 2.5, 7.0, 14.0, 14.6, 20.0])
put("queries.sigmas", queries)
put("queries.steps", [scheduler._sigma_to_t(np.array(q), np.log(sigmas)) for q in queries])

scheduler.set_timesteps(7)  # fractional steps, sigma linear between trained ones
put("linear.steps", scheduler.timesteps)
put("linear.sigmas", scheduler.sigmas[:-1])

zero = euler(rescale_betas_zero_snr=True)
put("zero_snr.last_sigma", [zero.sigmas[0]])

package = types.ModuleType("k_diffusion")
package.__path__ = [str(Path(next(p for p in sys.path if (Path(p) / "k_diffusion").is_dir())) / "k_diffusion")]
sys.modules["k_diffusion"] = package
for name in ("sampling", "utils"):
    sys.modules["k_diffusion." + name] = types.ModuleType("k_diffusion." + name)
sys.modules["k_diffusion.utils"].append_dims = None
specification = importlib.util.spec_from_file_location("k_diffusion.external", package.__path__[0] + "/external.py")
external = importlib.util.module_from_spec(specification)
specification.loader.exec_module(external)
discrete = external.DiscreteSchedule(torch.from_numpy(sigmas), quantize=False)
steps = torch.tensor([0.0, 0.25, 17.5, 498.5, 500.0, 998.75, 999.0], dtype=torch.float64)
put("log_linear.steps", steps)
put("log_linear.sigmas", discrete.t_to_sigma(steps))
put("log_linear.back", discrete.sigma_to_t(discrete.t_to_sigma(steps)))

edm = EDMEulerScheduler(sigma_data=0.7)
noise = torch.tensor([0.002, 0.05, 0.7, 3.0, 80.0], dtype=torch.float64)
one, nothing = torch.tensor(1.0, dtype=torch.float64), torch.tensor(0.0, dtype=torch.float64)
put("edm.sigmas", noise)
put("edm.c_skip", [edm.precondition_outputs(one, nothing, s) for s in noise])
put("edm.c_out", [edm.precondition_outputs(nothing, one, s) for s in noise])
put("edm.c_in", [edm.precondition_inputs(one, s) for s in noise])
put("edm.c_noise", [edm.precondition_noise(s) for s in noise])

times = np.linspace(0.05, 1, 20)
flow = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True)
put("flow.times", times)
for kind in ("exponential", "linear"):
    flow = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True, time_shift_type=kind)
    put("flow." + kind, flow.time_shift(0.83, 1.0, torch.from_numpy(times)))
flow = FlowMatchEulerDiscreteScheduler(shift=3.0)
put("flow.shift_3", flow.sigmas.flip(0)[99::100])  # of times 0.1, 0.2 ... 1
pipeline = ast.parse((Path(diffusers.__file__).parent / "pipelines/flux/pipeline_flux.py").read_text())
pipeline.body = [item for item in pipeline.body if getattr(item, "name", "") == "calculate_shift"]
exec(compile(pipeline, "pipeline_flux.py", "exec"))  # the file itself imports transformers
put("flow.mu", [calculate_shift(tokens, 256, 4096, 0.5, 1.15) for tokens in (256, 1024, 4096)])

save_file(out, str(Path(__file__).with_name("reference.safetensors")))
