"""Small safetensors files by the reference implementation. Writes fixtures/safetensors.json."""

import base64
import json
import pathlib
from importlib.metadata import version

import numpy as np
import torch
from safetensors.numpy import save
from safetensors.torch import save as save_torch

# What this package writes: compared byte for byte.
ours = {
    "layer.weight": np.array([[1.5, -2.25, 3e-8], [0.0, -0.0, 1e30]], np.float32),
    "layer.bias": np.array([1, -2], np.float16),
    "mask": np.array([True, False, True]),
    "codes": np.array([0, 7, 255], np.uint8),
    "0": np.array(7, np.int32),
    "wide": np.array([0.1], np.float64),
    "none": np.zeros((0, 3), np.float32),
    "näme": np.array([2**31 - 1, -(2**31)], np.int32),
}
# What other programs write: read only.
others = {
    "brain": torch.tensor([1.0, -3.140625, 1e30], dtype=torch.bfloat16),
    "long": torch.tensor([5, -6], dtype=torch.int64),
}
encode = lambda data: base64.b64encode(data).decode()
fixture = {
    "versions": {"safetensors": version("safetensors"), "numpy": np.__version__, "torch": torch.__version__},
    "ours": encode(save(ours, metadata={"format": "pt"})),
    "others": encode(save_torch(others)),
    "values": {name: array.tolist() for name, array in others.items()},
}
pathlib.Path(__file__).with_name("fixtures").joinpath("safetensors.json").write_text(json.dumps(fixture, indent=1) + "\n")
