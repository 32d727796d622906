#!/usr/bin/env python3
"""Writes torch.safetensors: what one torch.Generator draws on the CPU, draw after draw.

Needs torch and safetensors; written with torch 2.11.0. The tensors of a case are named "CASE/NUMBER FUNCTION" and were
drawn in that order from one generator with the seed SEEDS[CASE].
"""

import torch
from safetensors.torch import save_file

SEEDS = {"blocks": 0, "rests": 42, "few": 7, "mixed": 2**40 + 5, "integers": 9}


def draw(kind, shape, generator):
    dtype = torch.float64 if kind.endswith("64") else torch.float32
    if kind.startswith("randn"):
        return torch.randn(shape, generator=generator, dtype=dtype)
    if kind.startswith("randint"):
        low, high = (int(end) for end in kind.split()[1:])
        return torch.randint(low, high, shape, generator=generator)
    return torch.rand(shape, generator=generator, dtype=dtype)


CASES = {
    "blocks": [("randn32", [4, 8, 8]), ("randn64", [2, 16]), ("randn32", [16])],
    "rests": [("randn32", [17]), ("randn64", [3, 7]), ("randn32", [1, 3, 5, 5]), ("randn64", [31])],
    "few": [("randn32", [1]), ("randn32", [4]), ("randn64", [2]), ("randn32", [15]), ("randn64", [3])],
    "mixed": [("randn32", [3]), ("rand32", [5]), ("randn32", [20]), ("rand64", [4]), ("randn64", [2]), ("rand32", [33])],
    "integers": [
        ("randint 0 10", [7]),
        ("randint -5 1000000", [4]),
        (f"randint 0 {2**28 - 1}", [4]),
        (f"randint 0 {2**28}", [4]),
        (f"randint {-2**40} {2**41}", [5]),
        ("randn32", [2]),
    ],
}

tensors = {}
for case, draws in CASES.items():
    generator = torch.Generator().manual_seed(SEEDS[case])
    for number, (kind, shape) in enumerate(draws):
        tensors[f"{case}/{number} {kind}"] = draw(kind, shape, generator)
save_file(tensors, "torch.safetensors")
