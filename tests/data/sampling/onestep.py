"""Writes onestep.safetensors: solvers whose steps stand alone, and those that choose their own.

Reference options under which diffusers is well defined for this: spacing "trailing", whose timesteps are whole, since
between whole ones its interpolation is linear in sigma for the schedule and linear in log sigma for the network.
"""

from reference import *


def heunpp2(model, x, sigmas, disable=None):
    """ComfyUI's heunpp2: slopes of one to three points, weighed by sigma."""
    slope = lambda y, sigma: (y - model(y, sigma)) / sigma
    last = len(sigmas) - 1
    for i in range(last):
        way, slopes, y = sigmas[i + 1] - sigmas[i], [slope(x, sigmas[i])], x
        for ahead in range(1, min(3, last - i)):
            y = y + slopes[-1] * (sigmas[i + ahead] - sigmas[i + ahead - 1])
            slopes.append(slope(y, sigmas[i + ahead]))
        weights = [sigmas[i + j] / (len(slopes) * sigmas[0]) for j in range(1, len(slopes))]
        weights = [1 - sum(weights)] + weights
        x = x + way * sum(w * d for w, d in zip(weights, slopes))
    return x


def euler_cfg_pp(model, x, sigmas, disable=None):
    """ComfyUI's euler_cfg_pp: alpha x0 + sigma z, z of the prediction without condition."""
    for t, s in zip(sigmas, sigmas[1:]):
        a = (1 - t, 1 - s) if model.run.process == "flow" else (1, 1)
        x0 = model(x, t)
        x = a[1] * x0 + s * (x - a[0] * model.unconditional) / t
    return x


def dpm_fast(model, x, sigmas, disable=None, **options):
    return k.sample_dpm_fast(model, x, sigmas[-1].item(), sigmas[0].item(), len(sigmas) - 1, disable=disable, **options)


def dpm_adaptive(model, x, sigmas, disable=None, **options):
    return k.sample_dpm_adaptive(model, x, sigmas[-1].item(), sigmas[0].item(), disable=disable, **options)


cases = Family("onestep")
for node, sampler in [("Euler", k.sample_euler), ("Heun", k.sample_heun), ("DPM2", k.sample_dpm_2), ("HeunPP2", heunpp2)]:
    cases.add(node, {}, KDiffusion(sampler))
    cases.add(node, {}, KDiffusion(sampler, final=0.1), steps=[1, 7], label="ends early")
    cases.add(node, {}, KDiffusion(sampler), grid=FLOW, steps=[1])
cases.add("Euler", {}, Diffusers("EulerDiscreteScheduler", timestep_spacing="trailing"), grid=VP, label="diffusers")
cases.add("Heun", {}, Diffusers("HeunDiscreteScheduler", timestep_spacing="trailing"), grid=VP, label="diffusers")
cases.add("DPM2", {}, Diffusers("KDPM2DiscreteScheduler", timestep_spacing="trailing"), grid=VP, label="diffusers")
cases.add("Euler", {}, Diffusers("FlowMatchEulerDiscreteScheduler", shift=3.0), grid=FLOW, label="diffusers")
cases.add("Heun", {}, Diffusers("FlowMatchHeunDiscreteScheduler", shift=3.0), grid=FLOW, label="diffusers")
cases.add("Euler", {"cfg_pp": True}, KDiffusion(euler_cfg_pp), guidance=1.5, steps=[5, 13], label="cfg_pp")

# Churn is defined in k-diffusion for y = x_t / a, and for a flow not at all.
not_flow = [row for row in GRID if row not in FLOW]
churn = {"s_churn": 6.0, "s_tmin": 0.3, "s_tmax": 10.0, "s_noise": 1.003}
for method, sampler in [("euler", k.sample_euler), ("heun", k.sample_heun), ("dpm2", k.sample_dpm_2)]:
    reference = KDiffusion(sampler, **churn)
    cases.add("EDMStochastic", {"method": method, **churn}, reference, not_flow, [5, 13], stochastic=True, label=method)
cases.add("EDMStochastic", {"method": "euler", "s_churn": 100.0}, KDiffusion(k.sample_euler, s_churn=100.0), not_flow,
          [30], stochastic=True, label="all the way")  # fmt: skip

for steps in [1, 2, 3, 5, 13]:
    cases.add("DPMFast", {}, KDiffusion(dpm_fast, final=0.1, draws=False), steps=[steps])
cases.add("DPMFast", {"eta": 0.7, "s_noise": 1.1}, KDiffusion(dpm_fast, final=0.1, draws=True, eta=0.7, s_noise=1.1),
          not_flow, [5, 13], stochastic=True, label="eta")  # fmt: skip
adaptive = {"order": 2, "rtol": 0.01, "atol": 0.002, "h_init": 0.1, "pcoeff": 0.2, "icoeff": 0.8, "dcoeff": 0.1,
            "accept_safety": 0.7}  # fmt: skip
cases.add("DPMAdaptive", {}, KDiffusion(dpm_adaptive, final=0.1, draws=False), steps=[1, 5])
cases.add("DPMAdaptive", adaptive, KDiffusion(dpm_adaptive, final=0.02, draws=False, **adaptive), steps=[5], label="order 2")
cases.add("DPMAdaptive", {"eta": 0.5, "s_noise": 0.9},
          KDiffusion(dpm_adaptive, final=0.1, draws=True, eta=0.5, s_noise=0.9), not_flow, [5], stochastic=True,
          label="eta")  # fmt: skip
cases.save()
