#!/usr/bin/env python3
"""Writes reference.safetensors: what diffusers' guiders make of random predictions, step by step, in float64.

Needs torch, diffusers 0.42 and safetensors. "c", "u", "n" are the predictions with the condition, without, and with a
negative or perturbed one, [steps, N, C, H, W]; every other tensor is a guider's answers to them. What diffusers has no
guider for (the rules of ComfyUI) is computed sample by sample from its definition. Guiders that compute a part in
float32 are kept in float64.
"""

import torch
from diffusers import DDIMScheduler
from diffusers.guiders import (
    AdaptiveProjectedGuidance,
    AutoGuidance,
    ClassifierFreeGuidance,
    ClassifierFreeZeroStarGuidance,
    MagnitudeAwareGuidance,
    SkipLayerGuidance,
    TangentialClassifierFreeGuidance,
)
from diffusers.guiders.adaptive_projected_guidance import MomentumBuffer
from safetensors.torch import save_file

torch.Tensor.float = lambda self: self

STEPS, SHAPE = 4, (2, 2, 3, 4)
generator = torch.Generator().manual_seed(6)
draw = lambda: torch.randn((STEPS, *SHAPE), generator=generator, dtype=torch.float64)
common = draw()
c, u, n = common + 0.3 * draw(), common + 0.3 * draw(), common + 0.3 * draw()
tensors = {"c": c, "u": u, "n": n}


def run(name, guider, third=None, flat=False):
    if getattr(guider, "adaptive_projected_guidance_momentum", None) is not None:
        guider.momentum_buffer = MomentumBuffer(guider.adaptive_projected_guidance_momentum)
    answers = []
    for step in range(STEPS):
        guider.set_state(step, STEPS, torch.tensor(0))
        given = [c[step], u[step]] + ([third[step]] if third is not None else [])
        if flat:  # its norms take a matrix of rows alone
            given = [x.flatten(1) for x in given]
        answers.append(guider.forward(*given).pred.reshape(SHAPE))
    tensors[name] = torch.stack(answers)


run("cfg", ClassifierFreeGuidance(7.5))
run("cfg original", ClassifierFreeGuidance(6.5, use_original_formulation=True))
run("cfg rescaled", ClassifierFreeGuidance(7.5, guidance_rescale=0.7))
run("cfg interval", ClassifierFreeGuidance(4.0, start=0.3, stop=0.8))
run("zero star", ClassifierFreeZeroStarGuidance(5.0, zero_init_steps=2))
run("zero star original", ClassifierFreeZeroStarGuidance(4.0, 0, 0.5, use_original_formulation=True))
run("apg", AdaptiveProjectedGuidance(7.5, -0.5, 4.0, eta=0.3))
run("apg original", AdaptiveProjectedGuidance(6.5, None, 0.0, eta=0.0, use_original_formulation=True))
run("tcfg", TangentialClassifierFreeGuidance(5.0))
run("mambo", MagnitudeAwareGuidance(9.0, 3.0), flat=True)
run("mambo original", MagnitudeAwareGuidance(8.0, 3.0, use_original_formulation=True), flat=True)
run("auto", AutoGuidance(2.5, auto_guidance_layers=[0], dropout=1.0, guidance_rescale=0.3))
run(
    "skip layer",
    SkipLayerGuidance(
        5.0,
        skip_layer_guidance_scale=2.8,
        skip_layer_guidance_start=0.25,
        skip_layer_guidance_stop=0.75,
        skip_layer_guidance_layers=[1],
    ),
    n,
)

thresholding = DDIMScheduler(thresholding=True, dynamic_thresholding_ratio=0.85, sample_max_value=1.6)
tensors["thresholded"] = torch.stack([thresholding._threshold_sample(2 * x) for x in c])


def each(name, rule):
    rows = [[rule(c[s, i], u[s, i], n[s, i]) for i in range(SHAPE[0])] for s in range(STEPS)]
    tensors[name] = torch.stack([torch.stack(row) for row in rows])


def cfg(c, u, scale):
    return u + scale * (c - u)


def perpendicular_negative(c, u, n, scale=8.0, neg_scale=1.3):
    positive, negative = c - u, n - u
    unit = positive / positive.norm()
    return u + scale * (positive - neg_scale * (negative - (negative * unit).sum() * unit))


def cfg_norm(c, u, n, scale=4.0, strength=0.9):
    guided = cfg(c, u, scale)
    return guided * (c.norm(dim=0) / (guided.norm(dim=0) + 1e-8)).clamp(max=1) * strength


def renorm(c, u, n, scale=4.0, factor=1.2):
    guided = cfg(c, u, scale)
    return guided * min(1.0, float(factor * c.norm() / guided.norm()))


def mahiro(c, u, n, scale=5.0):
    guided, leap = cfg(c, u, scale), scale * c
    root = lambda x: x.abs().sqrt() * x.sign()
    cosine = torch.nn.functional.cosine_similarity(root(scale * u), root((leap + guided) / 2), dim=0).mean()
    weight = 2 * (cosine + 1)
    return (weight * guided + (4 - weight) * leap) / 4


each("perpendicular negative", perpendicular_negative)
each("cfg norm", cfg_norm)
each("renorm", renorm)
each("mahiro", mahiro)
each("dual", lambda c, u, n: u + 1.5 * (n - u) + 7.5 * (c - n))
each("dual nested", lambda c, u, n: cfg(cfg(c, n, 7.5), u, 1.5))

save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, "reference.safetensors")
