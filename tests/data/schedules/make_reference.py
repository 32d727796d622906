"""Writes reference.json: schedules by diffusers, k-diffusion, SciPy and the formulas of ComfyUI, in double precision.

Needs diffusers (0.42.1), k-diffusion, scipy and torch:  python make_reference.py
k-diffusion's sampling.py is loaded alone, without what its package imports.

Each case names the node, its parameters, the model it is for, the length of the schedule and its times by their places,
of long ones a selection with the last two.
"""
import ast
import importlib.util
import json
import math
import os
import sys
import types

import diffusers.schedulers  # before stand-ins for modules that it looks for
import numpy as np
import scipy.stats
import torch

torch.set_default_dtype(torch.float64)


class Wide:
    """A module whose float32 is float64, so that the schedulers of diffusers compute in double."""

    def __init__(self, module):
        self._module = module

    def __getattr__(self, name):
        return getattr(self._module, "float64" if name == "float32" else name)


def k_diffusion():
    for name in ("torchdiffeq", "torchsde"):
        if importlib.util.find_spec(name) is None:
            sys.modules[name] = types.ModuleType(name)
            sys.modules[name].odeint = None
    package = types.ModuleType("k_diffusion")
    found = importlib.util.find_spec("k_diffusion")
    package.__path__ = list(found.submodule_search_locations)
    sys.modules["k_diffusion"] = package
    sys.modules["k_diffusion.utils"] = types.ModuleType("k_diffusion.utils")
    package.utils = sys.modules["k_diffusion.utils"]
    return importlib.import_module("k_diffusion.sampling")


kd = k_diffusion()


def diffusers_class(name, file):
    module = importlib.import_module("diffusers.schedulers." + file)
    module.np, module.torch = Wide(np), Wide(torch)
    return getattr(module, name)


Euler = diffusers_class("EulerDiscreteScheduler", "scheduling_euler_discrete")
Multistep = diffusers_class("DPMSolverMultistepScheduler", "scheduling_dpmsolver_multistep")
UniPC = diffusers_class("UniPCMultistepScheduler", "scheduling_unipc_multistep")
DDIM = diffusers_class("DDIMScheduler", "scheduling_ddim")
Edm = diffusers_class("EDMEulerScheduler", "scheduling_edm_euler")
LCM = diffusers_class("LCMScheduler", "scheduling_lcm")
Flow = diffusers_class("FlowMatchEulerDiscreteScheduler", "scheduling_flow_match_euler_discrete")
BETAS = dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)  # Stable Diffusion 1

betas = np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2
cumulative = np.cumprod(1 - betas)
TABLE = ((1 - cumulative) / cumulative) ** 0.5  # rising
SIGMA_MIN, SIGMA_MAX = float(TABLE[0]), float(TABLE[-1])
EDM = dict(sigma_min=0.002, sigma_max=120.0)
COUNTS = [1, 2, 5, 13, 30, 1000]
cases = []


def add(node, parameters, model, sigmas):
    sigmas = [float(s) for s in sigmas]
    assert all(math.isfinite(s) for s in sigmas), (node, parameters)
    kept = sigmas[:1]  # equal times count once
    for sigma in sigmas[1:]:
        if sigma < kept[-1]:
            kept.append(sigma)
    every = 1 if len(kept) < 10 else 3 if len(kept) < 20 else 7 if len(kept) < 50 else 222
    picked = {i: float("%.13g" % kept[i]) for i in [*range(0, len(kept) - 2, every), len(kept) - 2, len(kept) - 1]}
    cases.append(dict(node=node, parameters=parameters, model=model, length=len(kept), sigmas=picked))


def curves():
    ranges = [(SIGMA_MIN, SIGMA_MAX), (0.002, 80.0), (0.5, 0.75)]
    for n in COUNTS:
        for low, high in ranges if n in (5, 13) else ranges[:1]:
            ends = dict(steps=n, sigma_min=low, sigma_max=high)
            for rho in (7.0, 1.0, 3.5, 40.0) if n == 13 else (7.0,):
                add("KarrasSigmas", dict(ends, rho=rho), "", kd.get_sigmas_karras(n, low, high, rho))
            add("ExponentialSigmas", ends, "", kd.get_sigmas_exponential(n, low, high))
            for rho in (1.0, 0.5, 3.0) if n == 13 else (2.0,):
                add("PolyexponentialSigmas", dict(ends, rho=rho), "", kd.get_sigmas_polyexponential(n, low, high, rho))
            share = np.linspace(0, 1, n)
            optimal = np.tan(share * math.atan(low) + (1 - share) * math.atan(high))
            add("KLOptimalSigmas", ends, "", [*optimal, 0])
            for mu, beta in ((0.0, 0.5), (-1.2, 1.5)) if n == 13 else ((0.0, 0.5),):
                x = np.linspace(0, 1, n)
                logs = mu - beta * np.sign(0.5 - x) * np.log(1 - 2 * np.abs(0.5 - x) + 1e-5)
                add("LaplaceSigmas", dict(ends, mu=mu, beta=beta), "", [*np.clip(np.exp(logs), low, high), 0])
            ppf = scipy.stats.beta.ppf(1 - np.linspace(0, 1, n), 0.6, 0.6)
            add("BetaSigmas", dict(ends, spacing="continuous"), "", [*(low + ppf * (high - low)), 0])
        for beta_d, beta_min, eps_s in ((19.9, 0.1, 1e-3), (5.0, 0.0, 0.02)):
            add("VPSigmas", dict(steps=n, beta_d=beta_d, beta_min=beta_min, eps_s=eps_s), "",
                kd.get_sigmas_vp(n, beta_d, beta_min, eps_s))


def of_mochi():
    """The one function of that pipeline, whose imports want more."""
    folder = os.path.dirname(diffusers.__file__)
    with open(os.path.join(folder, "pipelines", "mochi", "pipeline_mochi.py")) as file:
        tree = ast.parse(file.read())
    tree.body = [part for part in tree.body if getattr(part, "name", "") == "linear_quadratic_schedule"]
    names = {}
    exec(compile(tree, "mochi", "exec"), names)
    return names["linear_quadratic_schedule"]


mochi = of_mochi()


class Discrete:
    """ComfyUI's ModelSampling of a table, with the flow's own line of times."""

    def __init__(self, sigmas, flow_shift=None):
        self.sigmas, self.flow_shift = np.asarray(sigmas), flow_shift

    def timestep(self, sigma):
        return sigma if self.flow_shift else float(np.argmin(np.abs(np.log(sigma) - np.log(self.sigmas))))

    def sigma(self, place):
        if self.flow_shift:
            return self.flow_shift * place / (1 + (self.flow_shift - 1) * place)
        low, high, share = math.floor(place), math.ceil(place), place - math.floor(place)
        return math.exp((1 - share) * math.log(self.sigmas[low]) + share * math.log(self.sigmas[high]))


def flow_model(shift):
    t = np.arange(1, 1001) / 1000
    return Discrete(shift * t / (1 + (shift - 1) * t), shift)


def by_comfy(model, scheduler, n):
    table = model.sigmas
    if scheduler == "simple":
        return [*(table[-(1 + int(x * (len(table) / n)))] for x in range(n)), 0]
    if scheduler == "ddim_uniform":
        return [*table[1::max(len(table) // n, 1)][::-1], 0]
    if scheduler in ("normal", "sgm_uniform"):
        ends = model.timestep(table[-1]), model.timestep(table[0])
        places = np.linspace(*ends, n + 1)[:-1] if scheduler == "sgm_uniform" else np.linspace(*ends, n)
        return [*(model.sigma(place) for place in places), 0]
    if scheduler == "beta":
        return beta_of_steps(table, n, 0.6, 0.6)
    if scheduler == "karras":
        return kd.get_sigmas_karras(n, float(table[0]), float(table[-1]))
    if scheduler == "exponential":
        return kd.get_sigmas_exponential(n, float(table[0]), float(table[-1]))
    if scheduler == "kl_optimal":
        share = np.linspace(0, 1, n)
        return [*np.tan(share * math.atan(table[0]) + (1 - share) * math.atan(table[-1])), 0]
    return linear_quadratic(n, 0.025, None, table[-1])


def beta_of_steps(table, n, alpha, beta):
    places = scipy.stats.beta.ppf(1 - np.linspace(0, 1, n, endpoint=False), alpha, beta) * (len(table) - 1)
    return [*table[np.rint(places).astype(int)], 0]


def linear_quadratic(n, threshold, linear_steps, sigma_max):
    if n == 1:
        return [sigma_max, 0]
    return [*(sigma_max * s for s in mochi(n, threshold, linear_steps)), 0]


def models():
    edm = Discrete(np.exp(np.linspace(math.log(0.002), math.log(120), 1000)))
    known = {"sd1": Discrete(TABLE), "edm": edm, "flow": flow_model(1.0)}
    names = ("simple", "sgm_uniform", "karras", "exponential", "ddim_uniform", "beta", "normal", "linear_quadratic",
             "kl_optimal")
    for scheduler in names:
        for n in COUNTS:
            for model in known if n in (5, 13) else ("sd1",):
                add("ModelSigmas", dict(scheduler=scheduler, steps=n), model, by_comfy(known[model], scheduler, n))
        shifted = by_comfy(flow_model(3.0), scheduler, 8)
        add("ModelSigmas", dict(scheduler=scheduler, steps=8, shift=3.0), "flow", shifted)
        for denoise in (0.35, 0.9):
            part = by_comfy(known["sd1"], scheduler, int(12 / denoise))[-13:]
            add("ModelSigmas", dict(scheduler=scheduler, steps=12, denoise=denoise), "sd1", part)
    for alpha, beta in ((0.6, 0.6), (1.0, 1.0), (2.0, 0.3), (0.05, 5.0)):
        for n in (1, 5, 30):
            add("BetaSigmas", dict(steps=n, alpha=alpha, beta=beta, spacing="steps"), "sd1",
                beta_of_steps(TABLE, n, alpha, beta))
    for n, threshold, linear in ((2, 0.025, 0), (13, 0.1, 3), (30, 0.025, 0), (30, 0.6, 20)):
        add("LinearQuadraticSigmas", dict(steps=n, threshold_noise=threshold, linear_steps=linear, sigma_max=1.0), "",
            linear_quadratic(n, threshold, linear or None, 1.0))


def spacings():
    for n in COUNTS:
        for spacing in ("linspace", "leading", "trailing"):
            for offset in (0, 1) if spacing == "leading" else (0,):
                for final in ("zero", "sigma_min") if n == 13 else ("zero",):
                    common = dict(timestep_spacing=spacing, steps_offset=offset, **BETAS)
                    node = dict(steps=n, timestep_spacing=spacing, steps_offset=offset, final_sigmas_type=final)
                    euler = Euler(final_sigmas_type=final, **common)
                    euler.set_timesteps(n)
                    add("TimestepSpacing", dict(node, round_steps=False), "sd1", euler.sigmas)
                    if not (spacing == "leading" and n == 1000):
                        multistep = Multistep(final_sigmas_type=final, algorithm_type="dpmsolver++", **common)
                        multistep.set_timesteps(n)
                        add("TimestepSpacing", dict(node, endpoint=False), "sd1", multistep.sigmas)
                    ddim = DDIM(**common)
                    ddim.set_timesteps(n)
                    last = 0 if final == "zero" else SIGMA_MIN
                    places = np.minimum(ddim.timesteps.numpy(), 999)
                    add("TimestepSpacing", node, "sd1", [*TABLE[places], last])
        if n <= 50:
            lcm = LCM(**BETAS)
            lcm.set_timesteps(n)
            add("TimestepSpacing", dict(steps=n, timestep_spacing="lcm"), "sd1", [*TABLE[lcm.timesteps.numpy()], 0])
    for curve in ("karras", "exponential", "beta"):
        for spacing in ("linspace", "leading", "trailing"):
            euler = Euler(timestep_spacing=spacing, **{f"use_{curve}_sigmas": True}, **BETAS)
            euler.set_timesteps(13)
            add("TimestepSpacing", dict(steps=13, timestep_spacing=spacing, round_steps=False, sigma_schedule=curve),
                "sd1", euler.sigmas)


def whole_ranges():
    """Curves between the first and the last trained step, and those of EDM."""
    nodes = dict(use_karras_sigmas="KarrasSigmas", use_exponential_sigmas="ExponentialSigmas",
                 use_beta_sigmas="BetaSigmas", use_lu_lambdas="ExponentialSigmas")
    for option, node in nodes.items():
        for n in (5, 13):
            multistep = Multistep(timestep_spacing="leading", steps_offset=1, **{option: True}, **BETAS)
            multistep.set_timesteps(n)
            add(node, dict(steps=n), "sd1", multistep.sigmas)
    for curve in ("karras", "exponential"):
        edm = Edm(sigma_min=0.002, sigma_max=120.0, sigma_schedule=curve)
        edm.set_timesteps(13)
        add(curve.capitalize() + "Sigmas", dict(steps=13), "edm", edm.sigmas)


def flows():
    for n in COUNTS:
        for shift in (1.0, 3.0, 0.5) if n == 13 else (3.0,):
            for spacing in ("trailing", "linspace"):
                for curve in ("none", "karras", "exponential", "beta") if n == 13 else ("none",):
                    for terminal in (0.0, 0.1) if n > 1 else (0.0,):
                        flow = Flow(shift=shift, shift_terminal=terminal or None,
                                    **({} if curve == "none" else {f"use_{curve}_sigmas": True}))
                        given = dict(sigmas=list(np.linspace(1, 1 / n, n))) if spacing == "trailing" else {}
                        flow.set_timesteps(n, **given)
                        add("FlowSigmas", dict(steps=n, shift=shift, timestep_spacing=spacing, sigma_schedule=curve,
                                               shift_terminal=terminal), "", flow.sigmas)
        for shift in (1.0, 3.0) if n == 13 else (5.0,):
            flow = Multistep(use_flow_sigmas=True, flow_shift=shift, prediction_type="flow_prediction")
            flow.set_timesteps(n)
            add("FlowSigmas", dict(steps=n, shift=shift, timestep_spacing="multistep"), "", flow.sigmas)
            flow = UniPC(use_flow_sigmas=True, flow_shift=shift, prediction_type="flow_prediction")
            flow.set_timesteps(n)
            add("FlowSigmas", dict(steps=n, shift=shift, timestep_spacing="unipc"), "", flow.sigmas)
        for kind in ("exponential", "linear"):
            for length, base, most in ((4096, 0.5, 1.15), (1000, 0.5, 1.15), (8160, 0.95, 2.05)):
                mu = base + (length - 256) * (most - base) / (4096 - 256)
                flow = Flow(use_dynamic_shifting=True, time_shift_type=kind, base_shift=base, max_shift=most)
                flow.set_timesteps(n, sigmas=list(np.linspace(1, 1 / n, n)), mu=mu)
                add("FlowSigmas", dict(steps=n, use_dynamic_shifting=True, time_shift_type=kind, image_seq_len=length,
                                       base_shift=base, max_shift=most), "", flow.sigmas)


def align_your_steps():
    tables = dict(
        SD1=[14.6146412293, 6.4745760956, 3.8636745985, 2.6946151520, 1.8841921177, 1.3943805092, 0.9642583904,
             0.6523686016, 0.3977456272, 0.1515232662, 0.0291671582],
        SDXL=[14.6146412293, 6.3184485287, 3.7681790315, 2.1811480769, 1.3405244945, 0.8620721141, 0.5550693289,
              0.3798540708, 0.2332364134, 0.1114188177, 0.0291671582],
        SVD=[700.00, 54.5, 15.886, 7.977, 4.248, 1.789, 0.981, 0.403, 0.173, 0.034, 0.002])
    for name, table in tables.items():
        for n in (1, 2, 5, 10, 13, 30, 1000):
            logs = np.interp(np.linspace(0, 1, n + 1), np.linspace(0, 1, 11), np.log(table))
            add("AlignYourStepsSigmas", dict(steps=n, model_type=name), "", [*np.exp(logs)[:-1], 0])


def quantiles():
    rows = []
    for a, b in ((0.6, 0.6), (0.05, 50.0), (50.0, 0.05), (1.0, 1.0), (2.0, 5.0), (0.3, 20.0), (50.0, 50.0)):
        for p in (0.0, 1e-12, 1e-6, 0.01, 1 / 3, 0.5, 0.75, 0.99, 1 - 1e-6, 1.0):
            rows.append([p, a, b, float(scipy.stats.beta.ppf(p, a, b)), float(scipy.stats.beta.cdf(p, a, b))])
    return rows


curves()
models()
spacings()
whole_ranges()
flows()
align_your_steps()
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json")
with open(out, "w") as file:
    file.write('{"quantiles": ' + json.dumps(quantiles()) + ',\n"cases": [\n')
    file.write(",\n".join(json.dumps(case) for case in cases) + "\n]}\n")
print(len(cases), "cases,", os.path.getsize(out), "bytes")
