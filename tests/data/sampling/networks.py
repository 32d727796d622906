"""The two small networks that stand for a denoiser in tests of solvers, and the processes they are taken to be trained
on. tests/nodes/reference_networks.cpp is the same in C++.

    python networks.py      writes networks.safetensors: random weights, float64; needs torch and safetensors

A network answers f(x, tau, c): x a latent, tau a time of about 0 to 1000, c a condition (a number; 0: none). Time and
condition reach it as features(tau, c). `mlp` works on latents [N, 2, 3, 3], `unet` on [N, 3, 4, 4].
"""

import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

FOLDER = pathlib.Path(__file__).parent
SHAPES = {"mlp": [2, 2, 3, 3], "unet": [1, 3, 4, 4]}
FREQUENCIES = [1, 2, 4, 8]
FEATURES = 2 * len(FREQUENCIES) + 1
SKIP = 0.5  # both add this share of x to their answer, as a trained network's answer resembles x where noise is all


def features(tau, c):
    u = tau / 1000
    return torch.tensor([f(u * k) for k in FREQUENCIES for f in (torch.sin, torch.cos)] + [c], dtype=torch.float64)


def mlp(w, x, tau, c):
    e = features(tau, c).expand(x.shape[0], -1)
    h = F.silu(F.linear(torch.cat([x.flatten(1), e], 1), w["mlp.0.weight"], w["mlp.0.bias"]))
    h = F.silu(F.linear(h, w["mlp.1.weight"], w["mlp.1.bias"]))
    return F.linear(h, w["mlp.2.weight"], w["mlp.2.bias"]).reshape(x.shape) + SKIP * x


def unet(w, x, tau, c):
    e = features(tau, c)
    conv = lambda name, h, stride=1: F.conv2d(h, w[f"unet.{name}.weight"], w[f"unet.{name}.bias"], stride, 1)
    at_time = lambda name, h: h + F.linear(e, w[f"unet.{name}.time"])[None, :, None, None]
    first = F.silu(at_time("in", conv("in", x)))
    h = F.silu(at_time("down", conv("down", first, 2)))
    h = F.silu(conv("middle", h))
    h = F.silu(conv("up", F.interpolate(h, scale_factor=2, mode="nearest")) + first)
    return conv("out", h) + SKIP * x


NETWORKS = {"mlp": mlp, "unet": unet}


def scaled_linear(steps=1000, first=0.00085, last=0.012):
    """alpha-bar of every trained step, as Stable Diffusion's betas give it, in float64."""
    return torch.cumprod(1 - torch.linspace(first**0.5, last**0.5, steps, dtype=torch.float64) ** 2, 0)


class Denoiser:
    """What a network predicts, as x0 of its process. Times are those of weft_denoiser_info: sigma = b / a, of a
    rectified flow t.

      vp    variance preserving, trained on 1000 steps; between them tau is interpolated over log(sigma), beyond them
            it is that of the nearest one. Sees x.
      ve    variance exploding; tau = 500 + 250 log(sigma). Sees x / sqrt(1 + sigma^2).
      flow  rectified flow; tau = 1000 t. Sees x.

    guidance: x0 = u + guidance (c - u) with u the answer for condition 0 and c that for condition 1; None: u alone.
    """

    def __init__(self, network, process, prediction, guidance=None):
        self.process, self.prediction, self.guidance = process, prediction, guidance
        weights = load_file(FOLDER / "networks.safetensors")
        self.network = lambda x, tau, c: NETWORKS[network](weights, x, tau, c)
        alphas = weights["vp.alphas_cumprod"]
        self.log_sigmas = ((1 - alphas) / alphas).log() / 2

    def coefficients(self, t):
        if self.process == "flow":
            return 1 - t, t
        if self.process == "ve":
            return torch.ones_like(t), t
        return 1 / (1 + t**2).sqrt(), t / (1 + t**2).sqrt()

    def tau(self, t):
        if self.process == "flow":
            return 1000 * t
        if self.process == "ve":
            return 500 + 250 * t.log()
        wanted = t.log().clamp(self.log_sigmas[0], self.log_sigmas[-1])
        low = (torch.searchsorted(self.log_sigmas, wanted) - 1).clamp(0, len(self.log_sigmas) - 2)
        return low + (wanted - self.log_sigmas[low]) / (self.log_sigmas[low + 1] - self.log_sigmas[low])

    def answers(self, x, t, c):
        a, b = self.coefficients(t)
        seen = x / (1 + t**2).sqrt() if self.process == "ve" else x
        f = self.network(seen, self.tau(t), c)
        if self.prediction == "sample":
            return f
        if self.prediction == "epsilon":
            return (x - b * f) / a
        if self.prediction == "flow":
            return x - t * f
        length = (a**2 + b**2).sqrt()  # v_prediction, of the variance-preserving process with the same sigma
        return (a * x / length - b * f) / length

    def x0(self, x, t):
        """x0, and x0 without condition."""
        free = self.answers(x, t, 0.0)
        if self.guidance is None:
            return free, free
        return free + self.guidance * (self.answers(x, t, 1.0) - free), free


def random_weights():
    generator = torch.Generator().manual_seed(11)
    w = {}

    def tensor(name, shape, fan):
        w[name] = torch.randn(shape, generator=generator, dtype=torch.float64) / fan**0.5

    size = int(torch.tensor(SHAPES["mlp"][1:]).prod())
    sides = [size + FEATURES, 20, 20, size]
    for i in range(3):
        tensor(f"mlp.{i}.weight", [sides[i + 1], sides[i]], sides[i])
        tensor(f"mlp.{i}.bias", [sides[i + 1]], 25)
    channels = SHAPES["unet"][1]
    for name, to, of in [("in", 6, channels), ("down", 8, 6), ("middle", 8, 8), ("up", 6, 8), ("out", channels, 6)]:
        tensor(f"unet.{name}.weight", [to, of, 3, 3], 9 * of)
        tensor(f"unet.{name}.bias", [to], 25)
        if name in ("in", "down"):
            tensor(f"unet.{name}.time", [to, FEATURES], FEATURES)
    return w


if __name__ == "__main__":
    save_file({**random_weights(), "vp.alphas_cumprod": scaled_linear()}, FOLDER / "networks.safetensors")
