"""Runs schedulers of diffusers and samplers of k-diffusion (or functions of that form) on the networks of networks.py,
and writes what they give, for tests/nodes/test_solver_parity.cpp, which runs every case of every file here.

Needs torch, diffusers, scipy, torchsde, torchdiffeq and k_diffusion's sampling.py. A family is a script:

    from reference import *
    cases = Family("ancestral")
    cases.add("EulerAncestral", {"eta": 0.5}, KDiffusion(k.sample_euler_ancestral, eta=0.5), stochastic=True)
    cases.save()                                        # ancestral.safetensors

add() takes the node (in weft.schedulers), its parameters, and the reference, and runs these over a grid of processes,
predictions, steps and networks; see there. All is computed in float64: torch.float32 and numpy.float32 stand for
float64 while references run, since diffusers names float32 in many places. Noise is drawn as torch draws it for the
case's type, so a stochastic case is there once for float32, with the numbers torch draws in that type, and once for
float64; any other is there once, for both.

A file holds tensors sigmas.N, noise.NETWORK.DTYPE and one sample a case, named as the case is, and as metadata "cases",
a list in JSON: {"name", "node", "params", "network", "process", "prediction", "guidance" (or null), "seed", "sigmas"
(name of a tensor), "noise" (the same), "dtypes"}. The sample is in the process's own coordinates, x_t = a x0 + b z, at
the last time; sampling begins with b times the noise.
"""

import importlib.util
import inspect
import json
import sys
import types

import numpy as np
import torch
from safetensors.torch import save_file

import diffusers
from networks import FOLDER, SHAPES, Denoiser

FLOAT32, randn = torch.float32, torch.randn


def k_diffusion():
    """Its sampling.py alone: the package itself imports much more."""
    package = importlib.util.find_spec("k_diffusion")
    for name in ("k_diffusion", "k_diffusion.utils"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["k_diffusion"].__path__ = package.submodule_search_locations
    sys.modules["k_diffusion"].utils = sys.modules["k_diffusion.utils"]
    sys.modules["k_diffusion.utils"].append_dims = lambda x, rank: x[(...,) + (None,) * (rank - x.ndim)]
    return importlib.import_module("k_diffusion.sampling")


k = k_diffusion()


class Run:
    """One sampling: its denoiser, its noise, its generator."""

    def __init__(self, network, process, prediction, guidance, steps, seed, dtype):
        self.denoiser = Denoiser(network, process, prediction, guidance)
        self.process, self.prediction, self.steps, self.seed = process, prediction, steps, seed
        self.generator, self.dtype = torch.Generator().manual_seed(seed), dtype
        self.noise = self.randn(SHAPES[network])

    def randn(self, *shape, **_):
        shape = shape[0] if not isinstance(shape[0], int) else shape
        return randn(tuple(shape), generator=self.generator, dtype=self.dtype).double()

    def sigmas(self, final=0.0):
        """A schedule where the reference has none of its own, down to 0 or `final`: Karras', even for a flow."""
        if self.process == "flow":
            return torch.linspace(1, final, self.steps + 1, dtype=torch.float64)
        first, last = (14.6, 0.03) if self.process == "vp" else (80.0, 0.02)
        if final > 0:
            return k.get_sigmas_karras(self.steps + 1, final, first)[:-1]
        return k.get_sigmas_karras(self.steps, last, first)

    def __enter__(self):
        self.kept = (torch.randn, torch.randn_like, np.float32)
        torch.randn, torch.randn_like = self.randn, lambda x: self.randn(x.shape)
        torch.float32, np.float32 = torch.float64, np.float64
        torch.set_default_dtype(torch.float64)
        return self

    def __exit__(self, *_):
        torch.randn, torch.randn_like, np.float32 = self.kept
        torch.float32 = FLOAT32
        torch.set_default_dtype(FLOAT32)


class KDiffusion:
    """A sampler of k-diffusion: sampler(model, x, sigmas, **options). Its x is x_t / a for vp, x_t for the others. The
    model has .run (this one) and .unconditional, the last x0 without condition. final: where the schedule ends; a
    function of the run may give the whole schedule. draws: whether the sampler takes a noise_sampler."""

    def __init__(self, sampler, final=0.0, schedule=None, draws=None, **options):
        self.sampler, self.final, self.schedule, self.options = sampler, final, schedule, options
        self.draws = "noise_sampler" in inspect.signature(sampler).parameters if draws is None else draws

    def __call__(self, run):
        sigmas = self.schedule(run) if self.schedule else run.sigmas(self.final)
        scale = lambda sigma: run.denoiser.coefficients(sigma)[0] if run.process == "vp" else torch.ones(())

        def model(y, sigma, **_):
            sigma = sigma.flatten()[0]
            x0, model.unconditional = run.denoiser.x0(scale(sigma) * y, sigma)
            return x0

        model.run = run
        options = dict(self.options)
        if self.draws:
            options["noise_sampler"] = lambda *_: run.randn(run.noise.shape)
        y = self.sampler(model, sigmas[0] * run.noise, sigmas, disable=True, **options)
        return sigmas, scale(sigmas[-1]) * y


class Diffusers:
    """A scheduler of diffusers, in the loop that its pipelines have. Takes steps from set_timesteps(steps), or
    set_timesteps(**timesteps(run)); step: options of step(); last: the time it ends at, where that is not for the
    scheduler to say."""

    def __init__(self, scheduler, step=None, timesteps=None, last=None, **config):
        self.scheduler, self.config, self.step = getattr(diffusers, scheduler), config, step or {}
        self.timesteps, self.last = timesteps or (lambda run: {"num_inference_steps": run.steps}), last

    def __call__(self, run):
        config = dict(self.config)
        if run.process == "vp":
            config |= {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
            config |= {"prediction_type": run.prediction}
        scheduler = self.scheduler.from_config(config)
        scheduler.set_timesteps(**self.timesteps(run))
        sigmas = self.sigmas(scheduler)
        a, b = run.denoiser.coefficients(sigmas[0])
        in_sigma = run.process == "vp" and self.sees_sigma(scheduler)
        x = (sigmas[0] if in_sigma else b) * run.noise
        takes = inspect.signature(self.scheduler.step).parameters
        options = dict(self.step) | ({"generator": run.generator} if "generator" in takes else {})
        for t in scheduler.timesteps:
            seen = scheduler.scale_model_input(x, t) if hasattr(scheduler, "scale_model_input") else x
            x = scheduler.step(run.denoiser.network(seen, torch.as_tensor(t).double(), 0.0), t, x, **options)[0]
        return sigmas, x * (run.denoiser.coefficients(sigmas[-1])[0] if in_sigma else 1)

    @staticmethod
    def sees_sigma(scheduler):
        """Whether its sample is x_t / a, as k-diffusion's."""
        return scheduler.scale_model_input(torch.ones(1), scheduler.timesteps[0]).item() != 1

    def sigmas(self, scheduler):
        """The times it passes through. Schedulers with two evaluations a step list some twice."""
        if hasattr(scheduler, "sigmas"):
            return torch.unique_consecutive(torch.as_tensor(scheduler.sigmas).double())
        steps = getattr(scheduler, "_timesteps", None)  # of PNDM, without those that it only looks at
        steps = scheduler.timesteps if steps is None else torch.as_tensor(steps[::-1].copy())
        alphas = scheduler.alphas_cumprod[torch.as_tensor(steps).long()]
        last = self.last(scheduler) if self.last else getattr(scheduler, "final_alpha_cumprod", torch.ones(()))
        alphas = torch.cat([alphas, last[None]])
        return ((1 - alphas) / alphas).sqrt()


# Process and prediction.
GRID = [("vp", "epsilon"), ("vp", "v_prediction"), ("flow", "flow"), ("ve", "sample")]
VP = GRID[:2]
FLOW = GRID[2:3]


class Family:
    def __init__(self, name, seed=20):
        self.name, self.seed, self.cases, self.tensors = name, seed, [], {}

    def add(self, node, params, reference, grid=GRID, steps=(5, 13, 30), networks=("mlp", "unet"), guidance=None,
            stochastic=False, label=""):
        """Each of the grid at each number of steps, the networks taking turns. label: what tells these cases from
        others of the node. stochastic: it draws noise."""
        dtypes = [["float32"], ["float64"]] if stochastic else [["float32", "float64"]]
        for i, (process, prediction) in enumerate(grid):
            for j, count in enumerate(steps):
                network = networks[(i + j) % len(networks)]
                for names in dtypes:
                    self.run(node, params, reference, process, prediction, count, network, guidance, names, label)

    def run(self, node, params, reference, process, prediction, steps, network, guidance, dtypes, label):
        drawn = FLOAT32 if "float32" in dtypes else torch.float64
        with Run(network, process, prediction, guidance, steps, self.seed, drawn) as run:
            sigmas, sample = reference(run)
        name = " ".join(part for part in [node, label, process, prediction, network, str(steps), *dtypes] if part)
        if not sample.isfinite().all() or name in self.tensors:
            raise SystemExit(f"{name}: not finite, or twice there")
        noise = f"noise.{network}.{str(drawn).removeprefix('torch.')}"
        self.tensors |= {name: sample.contiguous(), noise: run.noise}
        self.cases.append({
            "name": name, "node": node, "params": params, "network": network, "process": process,
            "prediction": prediction, "guidance": guidance, "seed": self.seed, "sigmas": self.schedule(sigmas),
            "noise": noise, "dtypes": dtypes,
        })  # fmt: skip

    def schedule(self, sigmas):
        for name, tensor in self.tensors.items():
            if name.startswith("sigmas.") and torch.equal(tensor, sigmas):
                return name
        name = f"sigmas.{sum(name.startswith('sigmas.') for name in self.tensors)}"
        self.tensors[name] = sigmas.contiguous()
        return name

    def save(self):
        cases = json.dumps(self.cases, separators=(",", ":"))
        save_file(self.tensors, FOLDER / f"{self.name}.safetensors", {"cases": cases})
        print(f"{self.name}: {len(self.cases)} cases")
