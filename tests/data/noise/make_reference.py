#!/usr/bin/env python3
"""Writes reference.safetensors: normal numbers as torch.randn(shape, generator=torch.Generator().manual_seed(seed))
draws them on the CPU, computed here from the Mersenne Twister alone.

Needs numpy and safetensors. torch fills tensors of 16 numbers and more in blocks (Box-Muller over single-precision
uniform numbers of 24 bits), smaller ones pair by pair in double precision. The numbers that torch's users know by
heart for seed 0 are checked first.
"""

import numpy as np
from safetensors.numpy import save_file


def words(seed):
    """The generator's 32-bit outputs; it keeps the lower 32 bits of the seed."""
    twister = np.random.MT19937()
    state = np.zeros(624, dtype=np.uint64)
    state[0] = seed & 0xFFFFFFFF
    for i in range(1, 624):
        state[i] = (1812433253 * (int(state[i - 1]) ^ (int(state[i - 1]) >> 30)) + i) & 0xFFFFFFFF
    twister.state = {"bit_generator": "MT19937", "state": {"key": state.astype(np.uint32), "pos": 624}}
    while True:
        yield int(twister.random_raw()) & 0xFFFFFFFF


def blocks(seed, count):
    source = words(seed)
    uniform = lambda: (next(source) & 0xFFFFFF) / 2.0**24
    numbers = np.array([uniform() for _ in range(count)], dtype=np.float64)

    def transform(begin):
        first, second = 1 - numbers[begin : begin + 8], numbers[begin + 8 : begin + 16].copy()
        radius, angle = np.sqrt(-2 * np.log(first)), 2 * np.pi * second
        numbers[begin : begin + 8], numbers[begin + 8 : begin + 16] = radius * np.cos(angle), radius * np.sin(angle)

    for begin in range(0, count - 15, 16):
        transform(begin)
    if count % 16:  # the last sixteen are drawn once more
        numbers[count - 16 :] = [uniform() for _ in range(16)]
        transform(count - 16)
    return numbers


def pairs(seed, count):
    source = words(seed)

    def uniform():
        high = next(source)
        return (((high << 32) | next(source)) & ((1 << 53) - 1)) / 2.0**53

    numbers = []
    while len(numbers) < count:
        first, second = uniform(), uniform()
        radius, angle = np.sqrt(-2 * np.log1p(-second)), 2 * np.pi * first
        numbers += [radius * np.cos(angle), radius * np.sin(angle)]
    return np.array(numbers[:count])


def randn(seed, shape):
    count = int(np.prod(shape))
    return (blocks if count >= 16 else pairs)(seed, count).reshape(shape).astype(np.float32)


known = {
    6: [1.5410, -0.2934, -2.1788, 0.5684, -1.0845, -1.3986],
    16: [-1.1258, -1.1524, -0.2506, -0.4339, 0.8487, 0.6920, -0.3160, -2.1152],
}
for count, expected in known.items():
    assert np.abs(randn(0, [count])[: len(expected)] - expected).max() < 1e-4, count

save_file(
    {
        "seed 7": randn(7, [1, 16, 8, 8]),
        "seed 123456789012345": randn(123456789012345, [2, 4, 5, 7]),
        "seed 3": randn(3, [1, 1, 2, 5]),
    },
    "reference.safetensors",
)
