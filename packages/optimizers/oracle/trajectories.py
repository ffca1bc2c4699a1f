"""Trajectories of 50 steps of torch.optim and Optax in double precision, on leaves of mixed shapes.

Parameters start at cos(0.3 i + leaf), gradients are amplitude · sin(0.7 i + 1.3 t + leaf) for element i of leaf number
`leaf` at step t = 1, 2, …: the tests compute them again. One leaf has huge gradients, one has none.
Writes src/fixtures/trajectories.json. Run: python packages/optimizers/oracle/trajectories.py
"""

import json
import math
from pathlib import Path

import jax
import jax.numpy as jnp
import optax
import torch

jax.config.update("jax_enable_x64", True)

leaves = [
    {"path": "scale", "shape": [], "amplitude": 1.0},
    {"path": "layer.bias", "shape": [5], "amplitude": 0.3},
    {"path": "layer.weight", "shape": [3, 4], "amplitude": 1.0},
    {"path": "conv.weight", "shape": [2, 1, 2, 2], "amplitude": 1e-4},
    {"path": "huge", "shape": [4], "amplitude": 1e10},
    {"path": "frozen", "shape": [3], "amplitude": 0.0},
]
record = [1, 2, 10, 26, 50]


def start(k):
    n = math.prod(leaves[k]["shape"])
    return [math.cos(0.3 * i + k) for i in range(n)]


def gradient(k, t):
    n = math.prod(leaves[k]["shape"])
    return [leaves[k]["amplitude"] * math.sin(0.7 * i + 1.3 * t + k) for i in range(n)]


def run_torch(make, rates=None, clip=None, groups=None):
    params = [
        torch.tensor(start(k), dtype=torch.float64).reshape(leaf["shape"]).requires_grad_() for k, leaf in enumerate(leaves)
    ]
    optimizer = make(groups(params) if groups else params)
    out = {}
    for t in range(1, 51):
        if rates:
            for group in optimizer.param_groups:
                group["lr"] = rates(t)
        for k, p in enumerate(params):
            p.grad = torch.tensor(gradient(k, t), dtype=torch.float64).reshape(p.shape)
        if clip:
            torch.nn.utils.clip_grad_norm_(params, clip)
        optimizer.step()
        if t in record:
            out[t] = [p.detach().flatten().tolist() for p in params]
    return out


def run_optax(transform):
    params = {leaf["path"]: jnp.array(start(k)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
    state = transform.init(params)
    update = jax.jit(transform.update)
    out = {}
    for t in range(1, 51):
        grads = {leaf["path"]: jnp.array(gradient(k, t)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
        updates, state = update(grads, state, params)
        params = optax.apply_updates(params, updates)
        if t in record:
            out[t] = [params[leaf["path"]].flatten().tolist() for leaf in leaves]
    return out


def change(t):
    return 1e-2 if t <= 25 else 1e-3


def matrices_decay(params):
    return [
        {"params": [p for p in params if p.dim() > 1], "weight_decay": 0.2},
        {"params": [p for p in params if p.dim() <= 1], "weight_decay": 0.0},
    ]


optim = torch.optim
cases = {
    "sgd": run_torch(lambda p: optim.SGD(p)),
    "sgd momentum": run_torch(lambda p: optim.SGD(p, lr=0.01, momentum=0.9)),
    "sgd dampening": run_torch(lambda p: optim.SGD(p, lr=0.01, momentum=0.9, dampening=0.4)),
    "sgd nesterov": run_torch(lambda p: optim.SGD(p, lr=0.01, momentum=0.8, nesterov=True)),
    "sgd weight decay": run_torch(lambda p: optim.SGD(p, lr=0.1, momentum=0.5, weight_decay=0.1)),
    "sgd learning rate": run_torch(lambda p: optim.SGD(p, momentum=0.9), rates=change),
    "adam": run_torch(lambda p: optim.Adam(p)),
    "adam options": run_torch(lambda p: optim.Adam(p, lr=0.02, betas=(0.7, 0.95), eps=1e-4)),
    "adam weight decay": run_torch(lambda p: optim.Adam(p, weight_decay=0.1)),
    "adam learning rate": run_torch(lambda p: optim.Adam(p), rates=change),
    "adam no momentum": run_torch(lambda p: optim.Adam(p, betas=(0.0, 0.99))),
    "adamw": run_torch(lambda p: optim.AdamW(p)),
    "adamw options": run_torch(lambda p: optim.AdamW(p, lr=0.02, betas=(0.8, 0.9), eps=1e-6, weight_decay=0.3)),
    "adamw learning rate": run_torch(lambda p: optim.AdamW(p), rates=change),
    "adamw mask": run_torch(lambda p: optim.AdamW(p, lr=0.01), groups=matrices_decay),
    "adamw clipped": run_torch(lambda p: optim.AdamW(p, lr=0.01), clip=1.0),
    "sgd clipped": run_torch(lambda p: optim.SGD(p, lr=0.01, momentum=0.9), clip=1.0),
    "optax sgd nesterov": run_optax(optax.sgd(0.01, momentum=0.9, nesterov=True)),
    "optax adam": run_optax(optax.adam(1e-3)),
    "optax adamw": run_optax(optax.adamw(0.01, weight_decay=0.05)),
    "optax clipped": run_optax(optax.chain(optax.clip_by_global_norm(2.0), optax.sgd(0.1))),
}
schedules = {
    name: [float(fn(step)) for step in range(0, 13)]
    for name, fn in {
        "warmup": optax.warmup_cosine_decay_schedule(0.0, 0.1, 4, 10, 0.0),
        "warmup start end": optax.warmup_cosine_decay_schedule(0.02, 0.1, 3, 11, 0.01),
        "cosine": optax.cosine_decay_schedule(0.1, 10),
    }.items()
}
fixture = {
    "versions": {"torch": torch.__version__, "optax": optax.__version__, "jax": jax.__version__},
    "leaves": leaves,
    "cases": cases,
    "schedules": schedules,
}
path = Path(__file__).parent.parent / "src/fixtures/trajectories.json"
path.write_text(json.dumps(fixture) + "\n")
