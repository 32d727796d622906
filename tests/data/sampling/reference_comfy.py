"""Samplers of ComfyUI as references, and noise of a Brownian tree; see reference.py. Needs ComfyUI's folder in
PYTHONPATH beside what reference.py needs."""

import contextlib
import types

import torch

import comfy.k_diffusion.sampling as c
import comfy.model_sampling
from reference import FLOAT32, KDiffusion, k

if not hasattr(c, "utils"):
    c.utils = types.SimpleNamespace(append_dims=lambda x, rank: x[(...,) + (None,) * (rank - x.ndim)])


class Sampling(comfy.model_sampling.CONST):
    """What a ComfyUI sampler asks a rectified flow for."""


def from_little_signal(run):
    """The schedules of reference.py, but flows start at 0.9999: where ComfyUI starts them if the schedule says 1."""
    sigmas = run.sigmas()
    if run.process == "flow":
        sigmas[0] = 0.9999
    return sigmas


class Comfy(KDiffusion):
    def __init__(self, sampler, schedule=from_little_signal, **options):
        super().__init__(self.wrapped(sampler), schedule=schedule, draws=self.takes_noise(sampler), **options)

    @staticmethod
    def takes_noise(sampler):
        return "noise_sampler" in sampler.__code__.co_varnames[: sampler.__code__.co_argcount]

    @staticmethod
    def wrapped(sampler):
        def sample(model, x, sigmas, **options):
            def asked(y, sigma, model_options={}, **_):
                x0 = model(y, sigma)
                asked.unconditional = model.unconditional
                for watch in model_options.get("sampler_post_cfg_function", []):
                    watch({"denoised": x0, "uncond_denoised": model.unconditional})
                return x0

            sampling = Sampling() if model.run.process == "flow" else None
            patcher = types.SimpleNamespace(get_model_object=lambda _: sampling)
            asked.run = model.run
            asked.inner_model = types.SimpleNamespace(model_patcher=patcher)
            return sampler(asked, x, sigmas, **options)

        return sample


def with_tree(sampler):
    """The sampler with the noise of BrownianTreeNoiseSampler, drawn in the case's type."""

    def sample(model, x, sigmas, noise_sampler=None, **options):
        run = model.run

        @contextlib.contextmanager
        def as_it_is():
            run.__exit__()
            yield
            run.__enter__()

        in_type = lambda sigma: torch.as_tensor(sigma).to(run.dtype)
        with as_it_is():
            tree = k.BrownianTreeNoiseSampler(
                x.to(run.dtype), in_type(sigmas[sigmas > 0].min()), in_type(sigmas.max()), seed=run.seed
            )

        def noise(sigma, sigma_next):
            with as_it_is():
                return tree(in_type(sigma), in_type(sigma_next)).double()

        return sampler(model, x, sigmas, noise_sampler=noise, **options)

    return sample
