"""Runs reference optimizers for 50 steps in double precision on leaves of mixed shapes.

Parameters start at cos(0.3 i + leaf), gradients are amplitude · sin(0.7 i + 1.3 t + leaf) for element i of leaf number
`leaf` at step t = 1, 2, …: the tests compute them again. One leaf has huge gradients, one has none.
"""

import json
import math
from pathlib import Path

import jax
import jax.numpy as jnp
import optax
import torch

jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)

leaves = [
    {"path": "scale", "shape": [], "amplitude": 1.0},
    {"path": "layer.bias", "shape": [5], "amplitude": 0.3},
    {"path": "layer.weight", "shape": [3, 4], "amplitude": 1.0},
    {"path": "conv.weight", "shape": [2, 1, 2, 2], "amplitude": 1e-4},
    {"path": "huge", "shape": [4], "amplitude": 1e10},
    {"path": "frozen", "shape": [3], "amplitude": 0.0},
]
record = [1, 2, 26, 50]


def start(k):
    n = math.prod(leaves[k]["shape"])
    return [math.cos(0.3 * i + k) for i in range(n)]


def gradient(k, t):
    n = math.prod(leaves[k]["shape"])
    return [leaves[k]["amplitude"] * math.sin(0.7 * i + 1.3 * t + k) for i in range(n)]


def sampled(k, t):
    """A second gradient, for estimates of the curvature."""
    n = math.prod(leaves[k]["shape"])
    return [leaves[k]["amplitude"] * math.sin(0.5 * i + 0.9 * t + k) for i in range(n)]


def run_torch(make, rates=None, momenta=None, clip=None, groups=None, before=None, after=None, done=None):
    """`before` the first step, `after` each step and when `done` the optimizer and parameters are passed on."""
    params = [
        torch.tensor(start(k), dtype=torch.float64).reshape(leaf["shape"]).requires_grad_() for k, leaf in enumerate(leaves)
    ]
    optimizer = make(groups(params) if groups else params)
    if before:
        before(optimizer)
    out = {}
    for t in range(1, 51):
        if rates:
            for group in optimizer.param_groups:
                group["lr"] = rates(t)
        if momenta:
            for group in optimizer.param_groups:
                if "betas" in group:
                    group["betas"] = (momenta(t), *group["betas"][1:])
                else:
                    group["momentum"] = momenta(t)
        for k, p in enumerate(params):
            p.grad = torch.tensor(gradient(k, t), dtype=torch.float64).reshape(p.shape)
        if clip:
            torch.nn.utils.clip_grad_norm_(params, clip)
        optimizer.step()
        if t in record:
            out[t] = [p.detach().flatten().tolist() for p in params]
        if after:
            after(t, optimizer, params)
    if done:
        done(optimizer)
        out = {50: [p.detach().flatten().tolist() for p in params]}
    return out


def run_optax(transform, rates=None, momenta=None):
    """`rates` and `momenta`: for a transform made with optax.inject_hyperparams."""
    params = {leaf["path"]: jnp.array(start(k)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
    state = transform.init(params)
    update = jax.jit(transform.update)
    out = {}
    for t in range(1, 51):
        grads = {leaf["path"]: jnp.array(gradient(k, t)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
        if rates:
            state.hyperparams["learning_rate"] = jnp.asarray(rates(t))
        if momenta:
            state.hyperparams["b1"] = jnp.asarray(momenta(t))
        updates, state = update(grads, state, params)
        params = optax.apply_updates(params, updates)
        if t in record:
            out[t] = [params[leaf["path"]].flatten().tolist() for leaf in leaves]
    return out


def change(t):
    return 1e-2 if t <= 25 else 1e-3


def swing(t):
    """A momentum, or β₁, that changes at every step."""
    return 0.9 + 0.05 * math.cos(0.3 * t)


def matrices_decay(params):
    return [
        {"params": [p for p in params if p.dim() > 1], "weight_decay": 0.2},
        {"params": [p for p in params if p.dim() <= 1], "weight_decay": 0.0},
    ]


def short(x):
    """Numbers to 13 digits, and nothing that is not finite."""
    if isinstance(x, dict):
        return {key: short(value) for key, value in x.items()}
    if isinstance(x, list):
        return [short(value) for value in x]
    if isinstance(x, float):
        assert math.isfinite(x)
        return float(f"{x:.13g}")
    return x


def write(name, cases, versions, **more):
    fixture = {"versions": versions, "leaves": leaves, "cases": short(cases), **more}
    path = Path(__file__).parent.parent / "src/fixtures" / name
    path.write_text(json.dumps(fixture) + "\n")
