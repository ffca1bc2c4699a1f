"""What the oracles share: weights and inputs are sines, which the tests compute again, so a fixture holds results alone."""

import json
import math
from pathlib import Path

import numpy
import torch

torch.set_default_dtype(torch.float64)


def wave(shape, scale=1.0, phase=0.0):
    values = [scale * math.sin(1.7 * i + phase) for i in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).reshape(tuple(shape))


def numbers(x):
    """Thirteen digits are enough for a comparison to ten."""
    return [float(f"{v:.13g}") for v in torch.as_tensor(x).detach().double().flatten().tolist()]


def write(name, **parts):
    fixture = {"versions": {"torch": torch.__version__, "numpy": numpy.__version__}, **parts}
    path = Path(__file__).parent.parent / f"src/fixtures/{name}.json"
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
