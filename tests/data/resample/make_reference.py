"""Writes reference.safetensors: what Pillow makes of small pictures with each of its filters.

Needs Pillow, numpy and safetensors. Names are PICTURE (the source) and PICTURE.FILTER.WIDTHxHEIGHT; all float32, with
shape [planes, height, width]. Pillow scales planes of 32-bit floats without rounding in between.
"""

import pathlib

import numpy as np
from PIL import Image
from safetensors.numpy import save_file

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
SIZES = {
    "noise": [(26, 18), (7, 5), (13, 20), (20, 9), (1, 1), (9, 6), (13, 9), (39, 4)],
    "wave": [(16, 12), (48, 37), (11, 24), (10, 8)],
    "dot": [(5, 3)],
    "row": [(30, 2), (4, 1)],
}


def pictures():
    random = np.random.default_rng(7)
    y, x = np.mgrid[0:24, 0:32].astype(np.float32)
    wave = 0.5 + 0.5 * np.sin(x * 0.9 + y * y * 0.05)
    return {
        "noise": random.random((3, 9, 13), dtype=np.float32),
        "wave": np.stack([wave, 1 - wave]).astype(np.float32),
        "dot": np.full((1, 1, 1), 0.25, np.float32),
        "row": random.random((1, 1, 17), dtype=np.float32),
    }


tensors = {}
for name, planes in pictures().items():
    tensors[name] = planes
    for width, height in SIZES[name]:
        for filter_name, resampling in FILTERS.items():
            scaled = [np.asarray(Image.fromarray(plane).resize((width, height), resampling)) for plane in planes]
            tensors[f"{name}.{filter_name}.{width}x{height}"] = np.stack(scaled)
save_file(tensors, pathlib.Path(__file__).parent / "reference.safetensors")
