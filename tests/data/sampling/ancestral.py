"""Writes ancestral.safetensors: solvers that replace a part of the noise, and those for distilled models.

Reference options under which diffusers is well defined for this: clip_sample off; for DDIM and DDPM spacing "leading",
where the timestep before t is t - 1000 // steps, as they take it to be, and no offset, so that DDPM's last step is at
timestep 0, where it adds no noise.
"""

from reference import *


def renewing(model, x, sigmas, disable=None, noise_sampler=None, rule=None, s_noise=1.0, cfg_pp=False):
    """x = a x0 + kept z + sqrt(b^2 - kept^2) eps in the process's coordinates; kept = rule(t, s, at)."""
    at = lambda t: (1 - t, t) if model.run.process == "flow" else (torch.ones(()), t)
    for t, s in zip(sigmas, sigmas[1:]):
        (a, b), (a_to, b_to) = at(t), at(s)
        x0 = model(x, t)
        z = (x - a * (model.unconditional if cfg_pp else x0)) / b
        kept = rule(t, s, at)
        x = a_to * x0 + kept * z
        if s > 0:
            x = x + (b_to**2 - kept**2).clamp(min=0).sqrt() * s_noise * noise_sampler(t, s)
    return x


def posterior(eta):
    """sigma of DDIM's equation 16."""

    def rule(t, s, at):
        (a, b), (a_to, b_to) = at(t), at(s)
        lost = a * b_to / (a_to * b)
        return (b_to**2 - (eta * b_to) ** 2 * (1 - lost**2)).sqrt()

    return rule


def flow_ancestral(eta):
    """ComfyUI's rule for rectified flows."""

    def rule(t, s, at):
        down = s * (1 + (s / t - 1) * eta)
        return (1 - s) / (1 - down) * down

    return rule


def dpm2_ancestral_flow(model, x, sigmas, disable=None, eta=1.0, s_noise=1.0, noise_sampler=None):
    """ComfyUI's dpm_2_ancestral of rectified flows."""
    slope = lambda y, t: (y - model(y, t)) / t
    for t, s in zip(sigmas, sigmas[1:]):
        d = slope(x, t)
        if s == 0:
            x = x - t * d
            continue
        down = s * (1 + (s / t - 1) * eta)
        middle = (t * down).sqrt()
        x = x + (down - t) * slope(x + (middle - t) * d, middle)
        share = (1 - s) / (1 - down)
        x = share * x + (s**2 - (share * down) ** 2).sqrt() * s_noise * noise_sampler(t, s)
    return x


def lcm(model, x, sigmas, disable=None, noise_sampler=None):
    """ComfyUI's lcm."""
    for t, s in zip(sigmas, sigmas[1:]):
        x = model(x, t)
        if s > 0:
            x = x * (1 - s if model.run.process == "flow" else 1) + s * noise_sampler(t, s)
    return x


def consistency(run):
    """CMStochasticIterativeScheduler. Its answer is c_out F + c_skip x; F is made such that this is x0."""
    scheduler = diffusers.CMStochasticIterativeScheduler(clip_denoised=False)
    scheduler.set_timesteps(run.steps)
    sigmas = torch.cat([scheduler.sigmas[:-1], torch.tensor([scheduler.config.sigma_min])])
    x = sigmas[0] * run.noise
    for i, t in enumerate(scheduler.timesteps):
        scheduler.scale_model_input(x, t)
        skip, out = scheduler.get_scalings_for_boundary_condition(sigmas[i])
        answer = (run.denoiser.x0(x, sigmas[i])[0] - skip * x) / out
        x = scheduler.step(answer, t, x, generator=run.generator)[0]
    return sigmas, x


cases = Family("ancestral")
not_flow = [row for row in GRID if row not in FLOW]
few, many = {"stochastic": True, "steps": [5, 13]}, {"stochastic": True, "steps": [5, 13, 30]}

cases.add("EulerAncestral", {}, KDiffusion(k.sample_euler_ancestral), not_flow, **many)
options = {"eta": 0.6, "s_noise": 1.05}
cases.add("EulerAncestral", options, KDiffusion(k.sample_euler_ancestral, final=0.1, **options), not_flow, **few, label="eta")
cases.add("EulerAncestral", {}, Diffusers("EulerAncestralDiscreteScheduler", timestep_spacing="trailing"), VP, **many,
          label="diffusers")  # fmt: skip
cases.add("EulerAncestral", {}, KDiffusion(renewing, rule=flow_ancestral(1)), FLOW, **many)
cases.add("EulerAncestral", options, KDiffusion(renewing, rule=flow_ancestral(0.6), s_noise=1.05), FLOW, **few, label="eta")
cases.add("EulerAncestral", {"cfg_pp": True, **options},
          KDiffusion(renewing, rule=posterior(0.6), s_noise=1.05, cfg_pp=True), not_flow, **few, guidance=1.5,
          label="cfg_pp")  # fmt: skip
cases.add("EulerAncestral", {}, KDiffusion(renewing, rule=flow_ancestral(1)), FLOW, [1], stochastic=True)

cases.add("DPM2Ancestral", {}, KDiffusion(k.sample_dpm_2_ancestral), not_flow, **many)
cases.add("DPM2Ancestral", options, KDiffusion(k.sample_dpm_2_ancestral, final=0.1, **options), not_flow, **few, label="eta")
cases.add("DPM2Ancestral", {}, Diffusers("KDPM2AncestralDiscreteScheduler", timestep_spacing="trailing"), VP, **few,
          label="diffusers")  # fmt: skip
cases.add("DPM2Ancestral", options, KDiffusion(dpm2_ancestral_flow, **options), FLOW, **many, label="eta")

ddim = dict(clip_sample=False, timestep_spacing="leading")
cases.add("DDIM", {}, Diffusers("DDIMScheduler", **ddim), VP, label="diffusers")
cases.add("DDIM", {}, Diffusers("DDIMScheduler", clip_sample=False, timestep_spacing="trailing"), VP, [5, 10, 50],
          label="trailing")  # fmt: skip
cases.add("DDIM", {}, Diffusers("DDIMScheduler", set_alpha_to_one=False, steps_offset=1, **ddim), VP, label="offset")
cases.add("DDIM", {"eta": 0.7}, Diffusers("DDIMScheduler", step={"eta": 0.7}, **ddim), VP, **many, label="diffusers eta")
cases.add("DDIM", {"eta": 0.7}, KDiffusion(renewing, rule=posterior(0.7)), GRID[2:], **few, label="eta")
cases.add("DDIM", {"eta": 0.7, "cfg_pp": True}, KDiffusion(renewing, rule=posterior(0.7), cfg_pp=True), **few,
          guidance=1.5, label="cfg_pp")  # fmt: skip

for variance in ["fixed_small", "fixed_small_log", "fixed_large"]:
    reference = Diffusers("DDPMScheduler", variance_type=variance, **ddim)
    cases.add("DDPM", {"variance_type": variance}, reference, VP, **many, label=variance)
cases.add("DDPM", {}, Diffusers("DDPMScheduler", **ddim), VP[:1], [100], stochastic=True, label="long")
cases.add("DDPM", {}, KDiffusion(renewing, rule=posterior(1)), GRID[2:], **few)

cases.add("LCM", {}, Diffusers("LCMScheduler"), VP, [1, 4, 8], stochastic=True, label="diffusers")
cases.add("LCM", {"timestep_scaling": 0.0}, KDiffusion(lcm), GRID, [1, 4], stochastic=True)
cases.add("LCM", {}, Diffusers("FlowMatchEulerDiscreteScheduler", stochastic_sampling=True, shift=3.0), FLOW, **few,
          label="diffusers")  # fmt: skip
for gamma in [0.0, 0.3, 1.0]:
    reference = Diffusers("TCDScheduler", step={"eta": gamma}, last=lambda scheduler: scheduler.alphas_cumprod[0])
    cases.add("TCD", {"gamma": gamma}, reference, VP, [1, 4, 8, 20], stochastic=True, label=f"gamma {gamma}")
cases.add("CMStochasticIterative", {}, consistency, GRID[3:], [2, 5], stochastic=True)
cases.save()
