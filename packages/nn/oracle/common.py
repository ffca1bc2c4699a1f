"""What the oracles share: parameters and inputs are sines, which the tests compute again, so a fixture holds results alone."""

import json
import math
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)


def wave(shape, scale=1.0, phase=0.0):
    values = [scale * math.sin(1.7 * i + phase) for i in range(math.prod(shape))]
    return torch.tensor(values, dtype=torch.float64).reshape(tuple(shape))


def numbers(x):
    """Thirteen digits are enough for a comparison to ten."""
    return [float(f"{v:.13g}") for v in x.detach().flatten().tolist()]


def fill(module, scale=0.5):
    """Parameter number k is a sine of phase k + 1."""
    with torch.no_grad():
        for k, p in enumerate(module.parameters()):
            p.copy_(wave(p.shape, scale, k + 1))


def case(name, module, x, loss=None, scale=0.5):
    """Output, and gradients of the sum of sine-weighted outputs (or of `loss`) in the input and every parameter."""
    fill(module, scale)
    if x.is_floating_point():
        x = x.clone().requires_grad_()
    y = module(x)
    value = loss(y) if loss else (y * wave(y.shape, 1.0, 1.1)).sum()
    value.backward()
    # A layer without parameters has an empty state dict; a layer's buffers are no parameters.
    assert list(module.state_dict()) == [path for path, _ in module.named_parameters()]
    return {
        "name": name,
        "input": {"shape": list(x.shape), "data": x.flatten().tolist()},
        "scale": scale,
        "output": {"shape": list(y.shape), "data": numbers(y)},
        "loss": value.item(),
        "inputGradient": numbers(x.grad) if x.is_floating_point() else None,
        "parameters": [
            {"path": path, "shape": list(p.shape), "gradient": numbers(p.grad)}
            for path, p in module.named_parameters()
        ],
    }


def second(module, x):
    """Gradient of the sum of sine-weighted first derivatives in the input."""
    x = x.clone().requires_grad_()
    y = module(x)
    (first,) = torch.autograd.grad((y * wave(y.shape, 1.0, 1.1)).sum(), x, create_graph=True)
    if not first.requires_grad:
        return numbers(torch.zeros_like(x))
    return numbers(torch.autograd.grad((first * wave(x.shape, 1.0, 2.3)).sum(), x)[0])


def start(name, module):
    """How torch starts a layer: bound and deviation of a uniform distribution, checked against what torch draws."""
    fan_in, _ = torch.nn.init._calculate_fan_in_and_fan_out(module.weight)
    bound = 1 / math.sqrt(fan_in)
    for p in [module.weight, module.bias]:
        assert 0.98 * bound < p.abs().max() <= bound
        assert abs(p.std() * math.sqrt(3) / bound - 1) < 0.05
    return {"name": name, "bound": bound, "std": bound / math.sqrt(3)}


def write(name, cases, **more):
    fixture = {"versions": {"torch": torch.__version__}, **more, "cases": cases}
    path = Path(__file__).parent.parent / f"src/fixtures/{name}.json"
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
