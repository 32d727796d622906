#!/usr/bin/env python3
"""Writes brownian.safetensors: the noise of k-diffusion's BrownianTreeNoiseSampler, on the CPU.

Needs torch, torchsde and safetensors; written with torch 2.11.0 and torchsde 0.2.6. The sampler takes two times in
rising order, asks torchsde's BrownianTree for the increment between them, turns its sign where the times were falling,
and divides by the root of their distance. Each case has its times and, one row a step, the noise between them.
"""

import numpy as np
import torch
import torchsde
from safetensors.torch import save_file


def noise_sampler(x, sigma_min, sigma_max, seed):
    tree = torchsde.BrownianTree(torch.as_tensor(sigma_min), torch.zeros_like(x), torch.as_tensor(sigma_max), entropy=seed)

    def sample(sigma, sigma_next):
        first, last = torch.as_tensor(sigma), torch.as_tensor(sigma_next)
        sign = 1 if first < last else -1
        return tree(min(first, last), max(first, last)) * sign / (last - first).abs().sqrt()

    return sample


def karras(count, low, high, dtype):
    ramp = torch.linspace(0, 1, count, dtype=torch.float64)
    return ((high ** (1 / 7) + ramp * (low ** (1 / 7) - high ** (1 / 7))) ** 7).to(dtype)


CASES = {
    "seed 0, float64": (0, [1, 2, 3, 4], karras(13, 0.0292, 14.6146, torch.float64)),
    "seed 0, float32": (0, [1, 2, 3, 4], karras(13, 0.0292, 14.6146, torch.float32)),
    "seed beyond 32 bits": (2**40 + 17, [1, 1, 2, 3], karras(5, 0.002, 80.0, torch.float64)),
    "a flow": (5, [1, 1, 4, 4], torch.linspace(1, 0.04, 7, dtype=torch.float32)),
    "times with ties": (3, [2, 1, 2, 4], torch.tensor([1.5, 0.0078125, 0.0234375, 0.9, 0.0078125], dtype=torch.float64)),
}

tensors = {}
for name, (seed, shape, times) in CASES.items():
    x = torch.zeros(shape, dtype=times.dtype)
    sample = noise_sampler(x, times.min(), times.max(), seed)
    tensors[name + "/times"] = times
    tensors[name + "/noise"] = torch.stack([sample(times[i], times[i + 1]) for i in range(len(times) - 1)])
for entropy, key, pool, count in [(0, (), 4, 5), (42, (3, 1), 24, 4), (2**63 - 1, (2**33 + 1, 40), 24, 3)]:
    words = np.random.SeedSequence(entropy=entropy, spawn_key=key, pool_size=pool).generate_state(count)
    tensors[f"words {entropy} {pool} " + " ".join(map(str, key))] = torch.from_numpy(words.astype(np.int64))
save_file(tensors, "brownian.safetensors")
