"""Writes multistep.safetensors: solvers that lay a polynomial through the slopes of earlier steps.

Reference options under which diffusers is well defined for this: PNDM with steps_offset 1, without which its last step
has no length.
"""

from reference import *


def adams_bashforth(model, x, sigmas, disable=None, order=4, weights=None, clears=True):
    """ComfyUI's ipndm: slopes, weighed; a step to 0 goes to x0."""
    slopes = []
    for i, (t, s) in enumerate(zip(sigmas, sigmas[1:])):
        x0 = model(x, t)
        slopes = [(x - x0) / t, *slopes][:order]
        times = [sigmas[i - j] for j in range(len(slopes))]
        x = x0 if s == 0 and clears else x + (s - t) * sum(w * d for w, d in zip(weights(times, s), slopes))
    return x


def even(times, s):
    table = [[1], [3, -1], [23, -16, 5], [55, -59, 37, -9]][len(times) - 1]
    return [w / sum(table) for w in table]


def variable(times, s):
    """Coefficients of ipndm_v, as diff-sampler and ComfyUI compute them."""
    h, *back = [later - t for later, t in zip([s, *times], times)]
    if not back:
        return [1]
    r = h / back[0]
    c = [(2 + r) / 2, -r / 2]
    if len(back) > 1:
        h1, h2 = back[:2]
        u = (1 - h / (3 * (h + h1)) * (h * (h + h1)) / (h1 * (h1 + h2))) / 2
        c = [c[0] + u, c[1] - (1 + h1 / h2) * u, u * h1 / h2]
    if len(back) > 2:
        h1, h2, h3 = back[:3]
        v = (1 - h / (3 * (h + h1))) / 2 + (1 - h / (2 * (h + h1))) * h / (6 * (h + h1 + h2))
        v = v * h * (h + h1) * (h + h1 + h2) / (h1 * (h1 + h2) * (h1 + h2 + h3))
        q = h1 * (h1 + h2) / (h2 * (h2 + h3))
        c = [c[0] + v, c[1] - (1 + h1 / h2 + q) * v, c[2] + (h1 / h2 + q * (1 + h2 / h3)) * v, -v * q * h1 / h2]
    return c


def gradient_estimation(model, x, sigmas, disable=None, gamma=2.0, cfg_pp=False):
    """ComfyUI's gradient_estimation."""
    before = None
    for t, s in zip(sigmas, sigmas[1:]):
        x0 = model(x, t)
        d = (x - (model.unconditional if cfg_pp else x0)) / t
        x = x0 + s * d
        if before is not None and s > 0:
            x = x + (gamma - 1) * (d - before) * (s - t)
        before = d
    return x


def ipndm(run):
    """IPNDMScheduler, on a schedule of b = sigma / sqrt(1 + sigma^2); the network's answer is told to it as v."""
    sigmas = run.sigmas()
    bs = sigmas / (1 + sigmas**2).sqrt()
    scheduler = diffusers.IPNDMScheduler(trained_betas=bs.tolist())
    scheduler.set_timesteps(run.steps)
    x = bs[0] * run.noise
    for i, t in enumerate(scheduler.timesteps):
        a, b = run.denoiser.coefficients(sigmas[i])
        x = scheduler.step((a * x - run.denoiser.x0(x, sigmas[i])[0]) / b, t, x)[0]
    return sigmas, x


cases = Family("multistep")
cases.add("LMS", {}, KDiffusion(k.sample_lms))
for order in [1, 2, 3]:
    cases.add("LMS", {"order": order}, KDiffusion(k.sample_lms, order=order, final=0.1), steps=[7], label=f"order {order}")
cases.add("LMS", {}, Diffusers("LMSDiscreteScheduler", timestep_spacing="trailing"), VP, label="diffusers")
cases.add("IPNDM", {}, KDiffusion(adams_bashforth, weights=even))
cases.add("IPNDM", {"max_order": 2}, KDiffusion(adams_bashforth, weights=even, order=2), steps=[7], label="order 2")
cases.add("IPNDM", {"lower_order_final": False}, ipndm, VP, label="diffusers")
cases.add("IPNDM_V", {}, KDiffusion(adams_bashforth, weights=variable))
cases.add("IPNDM_V", {"max_order": 3}, KDiffusion(adams_bashforth, weights=variable, order=3, final=0.1), steps=[7],
          label="order 3")  # fmt: skip
cases.add("GradientEstimation", {}, KDiffusion(gradient_estimation))
cases.add("GradientEstimation", {"gamma": 1.5}, KDiffusion(gradient_estimation, gamma=1.5, final=0.1), steps=[1, 7],
          label="gamma")  # fmt: skip
cases.add("GradientEstimation", {"cfg_pp": True}, KDiffusion(gradient_estimation, cfg_pp=True), steps=[5, 13],
          guidance=1.5, label="cfg_pp")  # fmt: skip
cases.add("PNDM", {}, Diffusers("PNDMScheduler", skip_prk_steps=True, steps_offset=1), VP, [2, 5, 13, 30])
cases.add("PNDM", {"skip_prk_steps": False}, Diffusers("PNDMScheduler", steps_offset=1), VP, [5, 8, 13, 30], label="prk")
for node in ["LMS", "IPNDM", "IPNDM_V", "GradientEstimation"]:
    cases.add(node, {}, KDiffusion(k.sample_euler), grid=FLOW, steps=[1])
cases.save()
