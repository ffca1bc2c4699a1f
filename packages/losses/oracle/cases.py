"""Runs reference losses in double precision on sines: their values, and the gradients of their sum weighted with another sine."""

import json
import math
from pathlib import Path

import torch


def wave(shape, scale=2.0, phase=0.3):
    n = math.prod(shape)
    return torch.tensor([scale * math.sin(1.7 * i + phase) for i in range(n)], dtype=torch.float64).reshape(shape)


def plain(x):
    x = x.detach()
    kind = "float" if x.is_floating_point() else "bool" if x.dtype == torch.bool else "int32"
    return {"kind": kind, "shape": list(x.shape), "data": x.flatten().tolist()}


def case(loss, *inputs, fixed=()):
    """`fixed` names the positions of float inputs without a gradient."""
    given = [x.detach().clone() for x in inputs]
    free = [i for i, x in enumerate(given) if x.is_floating_point() and i not in fixed]
    for i in free:
        given[i].requires_grad_()
    y = loss(*given)
    gradients = torch.autograd.grad((y * wave(y.shape, 1.0, 1.1)).sum(), [given[i] for i in free], allow_unused=True)
    return {
        "inputs": [plain(x) for x in inputs],
        "value": y.detach().flatten().tolist(),
        "gradients": {
            i: (torch.zeros_like(given[i]) if g is None else g).flatten().tolist() for i, g in zip(free, gradients)
        },
    }


def write(name, cases, **versions):
    path = Path(__file__).parent.parent / "src/fixtures" / f"{name}.json"
    versions = {"torch": torch.__version__, **versions}
    path.write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
