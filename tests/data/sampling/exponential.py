"""Writes exponential.safetensors: the exponential integrators that ComfyUI added."""

from reference import *
from reference_comfy import *

CURVED = [GRID[0], GRID[1], GRID[3]]
cases = Family("exponential")

in_frame = lambda run: run.sigmas()
still = lambda **options: Comfy(c.res_multistep, schedule=in_frame, s_noise=0.0, eta=0.0, **options)
cases.add("RESMultistep", {}, still())
cases.add("RESMultistep", {"cfg_pp": True}, still(cfg_pp=True), grid=CURVED, steps=[13], guidance=1.5, label="cfg++")
for options in ({"eta": 1.0}, {"eta": 0.5, "s_noise": 1.1}, {"eta": 0.7, "cfg_pp": True}):
    cases.add("RESMultistep", options, Comfy(c.res_multistep, schedule=in_frame, **options), grid=CURVED,
              steps=[5, 13, 30] if len(options) == 1 else [7], stochastic=True, guidance=1.5,
              label="ancestral " + " ".join(map(str, options.values())))

scalers = {
    "ER-SDE": lambda eta: lambda x: x * ((x**0.3).exp() + 10) ** eta,
    "Reverse-time SDE": lambda eta: lambda x: x ** (eta + 1),
    "ODE": lambda eta: lambda x: x,
}
for stage in (1, 2, 3):
    cases.add("ERSDE", {"max_stage": stage}, Comfy(c.sample_er_sde, max_stage=stage), stochastic=True,
              steps=[5, 13, 30] if stage == 3 else [6], label=str(stage))
for name, scaler in scalers.items():
    options = {"solver_type": name, "eta": 0.6, "s_noise": 1.0 if name != "ODE" else 0.0}
    cases.add("ERSDE", options, Comfy(c.sample_er_sde, noise_scaler=scaler(0.6), s_noise=options["s_noise"]), steps=[7],
              stochastic=True, label=name)

still = {"eta": 0.0, "s_noise": 0.0}
some = {"eta": 0.5, "s_noise": 1.1}
for node, sampler, extras in [
    ("SEEDS2", c.sample_seeds_2, [{"solver_type": "phi_2", "r": 0.7}]),
    ("SEEDS3", c.sample_seeds_3, [{"r_1": 0.25, "r_2": 0.6}]),
]:
    cases.add(node, {}, Comfy(sampler), stochastic=True)
    cases.add(node, still, Comfy(sampler, **still), steps=[6], label="still")
    for options in extras:
        cases.add(node, options | some, Comfy(sampler, **options, **some), steps=[7], stochastic=True, label="options")
heun = lambda **options: Comfy(c.sample_seeds_2, r=1.0, **({"solver_type": "phi_2"} | options))
cases.add("ExpHeun2", {}, heun(**still))
cases.add("ExpHeun2", {"solver_type": "phi_1"}, heun(**still, solver_type="phi_1"), steps=[6], label="phi_1")
cases.add("ExpHeun2", {"eta": 1.0}, heun(), steps=[7], stochastic=True, label="sde")
cases.save()
