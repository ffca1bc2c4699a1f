"""Fixtures of mixed precision: PyTorch's autocast lists, and a small CNN trained under autocast with GradScaler.

Run: python packages/stabilizers/oracle/mixed_precision.py
"""

import json
import pathlib

import torch
import torch.nn.functional as F
from torch.testing._internal.autocast_test_lists import AutocastTestLists
from torch.utils._python_dispatch import TorchDispatchMode

torch.manual_seed(0)
torch.set_num_threads(1)


def names_of(*groups):
    return sorted({row[0] for group in groups for row in group})


lists = AutocastTestLists("cpu")
autocast = {
    "float16": names_of(lists.torch_fp16, lists.nn_fp16),
    "float32": names_of(lists.torch_fp32, lists.nn_fp32),
    "widest": names_of(lists.torch_need_autocast_promote),
}


class Recorder(TorchDispatchMode):
    """What autocast sends down: each operation's name and the dtype of its result."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        first = out[0] if isinstance(out, tuple) else out
        if isinstance(first, torch.Tensor):
            self.seen.append([func.__name__.split(".")[0], str(first.dtype).removeprefix("torch.")])
        return out


def forward(p, x):
    y = F.max_pool2d(torch.relu(F.conv2d(x, p["conv.weight"], p["conv.bias"], padding=1)), 2)
    return F.linear(torch.tanh(y.flatten(1)), p["head.weight"], p["head.bias"])


def loss_of(p, x, y):
    with torch.autocast("cpu", dtype=torch.float16):
        return F.cross_entropy(forward(p, x), y, reduction="sum")


x = torch.randn(8, 1, 8, 8)
y = torch.tensor([0, 1, 2, 0, 1, 2, 0, 1])
start = {
    "conv.weight": 0.4 * torch.randn(4, 1, 3, 3),
    "conv.bias": 0.1 * torch.randn(4),
    "head.weight": 0.2 * torch.randn(3, 64),
    "head.bias": torch.zeros(3),
}


def fresh():
    return {name: value.clone().requires_grad_() for name, value in start.items()}


params = fresh()
with Recorder() as recorder:
    loss = loss_of(params, x, y)
with torch.autocast("cpu", dtype=torch.float16):
    logits = forward(params, x)
loss.backward()
once = {
    "operations": recorder.seen,
    "logits": {"dtype": str(logits.dtype).removeprefix("torch."), "values": logits.float().flatten().tolist()},
    "loss": {"dtype": str(loss.dtype).removeprefix("torch."), "value": loss.item()},
    "gradients": {
        name: {"dtype": str(value.grad.dtype).removeprefix("torch."), "values": value.grad.flatten().tolist()}
        for name, value in params.items()
    },
}

params = fresh()
rate, interval, steps = 0.05, 4, 24
optimizer = torch.optim.SGD(params.values(), lr=rate)
scaler = torch.amp.GradScaler("cpu", growth_interval=interval)
scales, losses = [], []
for _ in range(steps):
    optimizer.zero_grad()
    loss = loss_of(params, x, y)
    losses.append(loss.item())
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    scales.append(scaler.get_scale())

fixture = {
    "versions": {"torch": torch.__version__},
    "autocast": autocast,
    "x": x.flatten().tolist(),
    "y": y.tolist(),
    "params": {name: {"shape": list(value.shape), "values": value.flatten().tolist()} for name, value in start.items()},
    "once": once,
    "training": {"rate": rate, "growthInterval": interval, "scales": scales, "losses": losses},
}
path = pathlib.Path(__file__).parent.parent / "src" / "fixtures" / "mixed-precision.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(fixture) + "\n")
print(once["operations"], once["logits"]["dtype"], once["loss"])
print(scales, losses)
