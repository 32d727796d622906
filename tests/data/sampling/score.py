"""Writes score.safetensors: samplers written with the score. Where diffusers has none, the formulas of the papers are
written out here: in beta for a variance-preserving process, in sigma for an exploding one."""

from scipy.integrate import solve_ivp

from reference import *


def score(run, x, t):
    a, b = run.denoiser.coefficients(t)
    return (a * run.denoiser.x0(x, t)[0] - x) / b**2


def predictor_corrector_ve(snr, correct_steps):
    """ScoreSdeVeScheduler, in the loop of its pipeline."""

    def sample(run):
        scheduler = diffusers.ScoreSdeVeScheduler(run.steps, snr, 0.02, 80.0, correct_steps=correct_steps)
        scheduler.set_timesteps(run.steps)
        scheduler.set_sigmas(run.steps)
        levels = (scheduler.timesteps * (run.steps - 1)).long()
        sigmas = torch.cat([scheduler.discrete_sigmas[levels], torch.zeros(1)])
        x = scheduler.init_noise_sigma * run.noise
        for sigma, t in zip(sigmas, scheduler.timesteps):
            for _ in range(correct_steps):
                x = scheduler.step_correct(score(run, x, sigma), x, generator=run.generator).prev_sample
            answer = scheduler.step_pred(score(run, x, sigma), t, x, generator=run.generator)
            x = answer.prev_sample
        return sigmas, answer.prev_sample_mean

    return sample


def predictor_corrector_vp(predictor, snr, correct_steps):
    """Song et al., 2021, equations 4 and 46 and algorithm 5; the last step ends at the estimate."""

    def sample(run):
        sigmas = run.sigmas()
        x = run.denoiser.coefficients(sigmas[0])[1] * run.noise
        for t, s in zip(sigmas[:-1], sigmas[1:]):
            alpha_bar, next_bar = (run.denoiser.coefficients(u)[0] ** 2 for u in (t, s))
            beta = 1 - alpha_bar / next_bar
            for _ in range(correct_steps):
                g, z = score(run, x, t), run.randn(x.shape)
                norm = lambda v: v.flatten(1).norm(dim=1).mean()
                e = 2 * (1 - beta) * (snr * norm(z) / norm(g)) ** 2
                x = x + e * g + (2 * e).sqrt() * z
            if s == 0:
                x = run.denoiser.x0(x, t)[0]
            elif predictor == "ancestral":
                x = (x + beta * score(run, x, t)) / (1 - beta).sqrt() + beta.sqrt() * run.randn(x.shape)
            else:
                x = (2 - (1 - beta).sqrt()) * x + beta * score(run, x, t) + beta.sqrt() * run.randn(x.shape)
        return sigmas, x

    return sample


def ancestral_ve(run):
    """Song et al., 2021, equation 47, without corrector."""
    sigmas = run.sigmas()
    x = sigmas[0] * run.noise
    for t, s in zip(sigmas[:-1], sigmas[1:]):
        x = x + (t**2 - s**2) * score(run, x, t)
        if s > 0:
            x = x + (s**2 * (t**2 - s**2) / t**2).sqrt() * run.randn(x.shape)
    return sigmas, x


def euler_maruyama(eta):
    """dx = (f x - (1 + eta^2) / 2 g^2 score) dt + eta g dw; f and g are those of the forward equation."""

    def sample(run):
        sigmas = run.sigmas(0.1)
        sigmas = sigmas[1:] if run.process == "flow" else sigmas
        x = run.denoiser.coefficients(sigmas[0])[1] * run.noise
        for t, s in zip(sigmas[:-1], sigmas[1:]):
            f, g2 = {
                "vp": (-t / (1 + t**2), 2 * t / (1 + t**2)),
                "ve": (0, 2 * t),
                "flow": (-1 / (1 - t), 2 * t / (1 - t)),
            }[run.process]
            x = x - (f * x - (1 + eta**2) / 2 * g2 * score(run, x, t)) * (t - s)
            x = x + eta * (g2 * (t - s)).sqrt() * run.randn(x.shape)
        return sigmas, x

    return sample


def annealed_langevin(steps, step_size):
    """Song and Ermon, 2019, algorithm 1, with epsilon = step_size sigma_L^2, and the estimate at its end."""

    def sample(run):
        sigmas = run.sigmas()
        x = sigmas[0] * run.noise
        for sigma in sigmas[:-1]:
            alpha = step_size * sigmas[-2] ** 2 * sigma**2 / sigmas[-2] ** 2
            for _ in range(steps):
                x = x + alpha / 2 * score(run, x, sigma) + alpha.sqrt() * run.randn(x.shape)
        return sigmas, run.denoiser.x0(x, sigmas[-2])[0]

    return sample


def langevin(steps, step_size):
    """The same at the schedule's first time alone, then Euler's method."""

    def sample(run):
        t, s = sigmas = run.sigmas(0.1)[[1, -1]]
        x = run.denoiser.coefficients(t)[1] * run.noise
        alpha = step_size * run.denoiser.coefficients(t)[1] ** 2
        for _ in range(steps):
            x = x + alpha / 2 * score(run, x, t) + alpha.sqrt() * run.randn(x.shape)
        (a, b), (a_s, b_s) = run.denoiser.coefficients(t), run.denoiser.coefficients(s)
        x0 = run.denoiser.x0(x, t)[0]
        return sigmas, a_s * x0 + b_s * (x - a * x0) / b

    return sample


def probability_flow(run):
    """dx/dt = f x - g^2 / 2 score by scipy's Runge-Kutta method of order 8, in the process's own coordinates."""
    sigmas = run.sigmas(0.1)
    sigmas = sigmas[1:] if run.process == "flow" else sigmas

    def slope(t, x):
        t = torch.tensor(t)
        x = torch.from_numpy(x).reshape(run.noise.shape)
        f, g2 = {
            "vp": (-t / (1 + t**2), 2 * t / (1 + t**2)),
            "ve": (0, 2 * t),
            "flow": (-1 / (1 - t), 2 * t / (1 - t)),
        }[run.process]
        return (f * x - g2 / 2 * score(run, x, t)).flatten().numpy()

    x = (run.denoiser.coefficients(sigmas[0])[1] * run.noise).flatten().numpy()
    ends = (sigmas[0].item(), sigmas[-1].item())
    end = solve_ivp(slope, ends, x, "DOP853", rtol=1e-13, atol=1e-13).y[:, -1]
    return sigmas, torch.from_numpy(end).reshape(run.noise.shape)


VE = GRID[3:]
cases = Family("score")
pc = lambda **options: {"node": "PredictorCorrector", "params": options, "stochastic": True}
cases.add(**pc(), reference=predictor_corrector_ve(0.15, 1), grid=VE, label="diffusers")
cases.add(**pc(snr=0.3, correct_steps=2), reference=predictor_corrector_ve(0.3, 2), grid=VE, steps=[9], label="two")
cases.add(**pc(), reference=predictor_corrector_vp("reverse_diffusion", 0.15, 1), grid=VP[:1], steps=[13])
cases.add(**pc(predictor="ancestral"), reference=predictor_corrector_vp("ancestral", 0.15, 1), grid=VP[1:], steps=[13],
          label="ancestral")
cases.add(**pc(predictor="ancestral", correct_steps=0), reference=ancestral_ve, grid=VE, steps=[13], label="alone")
cases.add("EulerMaruyama", {}, euler_maruyama(1.0), steps=[13], stochastic=True)
cases.add("EulerMaruyama", {"eta": 0.5}, euler_maruyama(0.5), steps=[30], stochastic=True, label="half")
cases.add("AnnealedLangevin", {"steps": 3, "step_size": 0.1}, annealed_langevin(3, 0.1), grid=VE, steps=[5, 13],
          stochastic=True)
cases.add("Langevin", {"steps": 7, "step_size": 0.3}, langevin(7, 0.3), steps=[5], stochastic=True)
precise = {"rtol": 1e-12, "atol": 1e-12}
for process, prediction in GRID[2:]:  # between its trained steps the vp network is not smooth
    cases.run("ProbabilityFlowODE", precise, probability_flow, process, prediction, 5, "mlp", None, ["float64"], "")
cases.save()
