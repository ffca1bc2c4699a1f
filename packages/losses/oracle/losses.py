"""Values and gradients of torch.nn.functional losses in double precision. Inputs are sines, which the tests compute again.

Writes src/fixtures/losses.json. Run: python packages/losses/oracle/losses.py
"""

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F


def wave(shape, scale, phase):
    n = math.prod(shape)
    return torch.tensor([scale * math.sin(1.7 * i + phase) for i in range(n)], dtype=torch.float64).reshape(shape)


def classes(shape, count):
    return (torch.arange(math.prod(shape)) * 5 % count).reshape(shape)


def case(name, shape, labels, scale=2.0, **options):
    logits = wave(shape, scale, 0.3).requires_grad_()
    target = labels.clone()
    soft = target.is_floating_point()
    if soft:
        target.requires_grad_()
    loss = F.cross_entropy(logits, target, **options)
    weights = wave(loss.shape, 1.0, 1.1)
    (loss * weights).sum().backward()
    return {
        "name": name,
        "shape": shape,
        "scale": scale,
        "labels": {"shape": list(labels.shape), "float": soft, "data": labels.flatten().tolist()},
        "options": options,
        "loss": loss.detach().flatten().tolist(),
        "gradient": logits.grad.flatten().tolist(),
        "labelGradient": target.grad.flatten().tolist() if soft else None,
    }


def mse(reduction):
    a, b = wave([3, 2], 2.0, 0.3).requires_grad_(), wave([3, 2], 1.0, 2.0)
    loss = F.mse_loss(a, b, reduction=reduction)
    (loss * wave(loss.shape, 1.0, 1.1)).sum().backward()
    return {"reduction": reduction, "loss": loss.detach().flatten().tolist(), "gradient": a.grad.flatten().tolist()}


hard = classes([6], 4)
some = torch.tensor([0, -100, 3, 2, -100, 1])
soft = torch.softmax(wave([6, 4], 1.5, 0.9), dim=1)
unnormalised = wave([6, 4], 1.0, 0.2).abs()
fixture = {
    "versions": {"torch": torch.__version__},
    "crossEntropy": [
        *[case(f"classes, {r}", [6, 4], hard, reduction=r) for r in ["none", "mean", "sum"]],
        case("one row", [4], torch.tensor(2)),
        case("class axis 1", [2, 4, 3], classes([2, 3], 4)),
        case("smoothing", [6, 4], hard, label_smoothing=0.1),
        case("smoothing, all", [6, 4], hard, label_smoothing=1.0, reduction="none"),
        *[case(f"ignored, {r}", [6, 4], some, reduction=r) for r in ["none", "mean", "sum"]],
        case("ignored, another index", [6, 4], hard, ignore_index=1),
        case("ignored, smoothing", [6, 4], some, label_smoothing=0.2),
        case("large logits", [6, 4], hard, scale=1e4),
        case("large logits, smoothing", [6, 4], hard, scale=1e4, label_smoothing=0.1),
        *[case(f"probabilities, {r}", [6, 4], soft, reduction=r) for r in ["none", "mean", "sum"]],
        case("probabilities, smoothing", [6, 4], soft, label_smoothing=0.3),
        case("probabilities, class axis 1", [2, 4, 3], torch.softmax(wave([2, 4, 3], 1.5, 0.9), dim=1)),
        case("probabilities, not normalised", [6, 4], unnormalised),
        case("probabilities, large logits", [6, 4], soft, scale=1e4),
    ],
    "mse": [mse(r) for r in ["none", "mean", "sum"]],
}
path = Path(__file__).parent.parent / "src/fixtures/losses.json"
path.write_text(json.dumps(fixture) + "\n")
