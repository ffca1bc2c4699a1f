"""Trajectories of the methods that factorise matrices.

Writes src/fixtures/matrix.json. Run: python packages/optimizers/oracle/matrix.py

SOAP is pytorch_optimizer's, whose QR is in single precision: here in double, as soap.py itself in double precision (m is
kept unrotated there, which is the same). Shampoo is the paper's formula in NumPy: pytorch_optimizer updates the second
statistic with the gradient already preconditioned by the first. GaLore is galore_torch with its SVD in double precision and
the singular vectors' sign fixed: the largest element of each, the first of several, is positive.

Gradients are amplitude · sin(0.7 i² + 1.3 t + leaf): unlike those of the other scripts, matrices of full rank. The statistic of
a vector has rank 2 all the same, and where its rounding errors are larger than Shampoo's ε, the formula has no value in double
precision: `moved` says how far the parameters move when the gradients are multiplied by 1 + 2⁻⁵². Those cases have gradients
of at most 10. `lost` says how far the formula in single precision is from itself in double, relative to the largest
value of a leaf.
"""

import itertools
import math

import harness
import numpy as np
import torch
from galore_torch import GaLoreAdamW
from harness import change, leaves, record, run_torch, start, swing, write
from importlib.metadata import version
from pytorch_optimizer import SOAP
from pytorch_optimizer.optimizer import soap as soap_module


def tangled(k, t, most=math.inf):
    n = math.prod(leaves[k]["shape"])
    return [min(leaves[k]["amplitude"], most) * math.sin(0.7 * i * i + 1.3 * t + k) for i in range(n)]


def calm(k, t):
    return tangled(k, t, 10)


harness.gradient = tangled


class InDouble:
    """torch, with double precision where a module asks for single."""

    def __getattr__(self, name):
        return torch.float64 if name == "float32" else getattr(torch, name)


soap_module.torch = InDouble()


def run(make, rates=None, gradients=tangled, dtype=np.float64, factor=1):
    """`make(shape)` gives a function from a gradient, the step t, a parameter and a rate to the new parameter."""
    params = [np.array(start(k), dtype).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)]
    rules = [make(leaf["shape"]) for leaf in leaves]
    out = {}
    for t in range(1, 51):
        for k, rule in enumerate(rules):
            g = factor * np.array(gradients(k, t), dtype).reshape(leaves[k]["shape"])
            params[k] = rule(g, t, params[k], rates(t) if rates else None)
        if t in record:
            out[t] = [p.flatten().tolist() for p in params]
    return out


def root(s, p, eps):
    if s.ndim == 1:
        return (s + eps) ** (-1 / p)
    w, v = np.linalg.eigh(s)
    return (v * (np.maximum(w, 0) + eps) ** (-1 / p)) @ v.T


def shampoo(lr=0.1, eps=1e-4, decay=None, frequency=1, max_size=1024, grafting="none", momentum=0.0, weight_decay=0.0):
    def make(shape):
        sizes = shape or [1]
        stats = [0.0] * len(sizes)
        roots = [None] * len(sizes)
        memory = {"b": 0.0, "sum": 0.0}

        def step(g, t, theta, rate):
            x = g.reshape(sizes)
            for axis, d in enumerate(sizes):
                rows = np.moveaxis(x, axis, 0).reshape(d, -1)
                now = rows @ rows.T if d <= max_size else (rows**2).sum(1)
                stats[axis] = stats[axis] + now if decay is None else decay * stats[axis] + (1 - decay) * now
                if (t - 1) % frequency == 0:
                    roots[axis] = root(stats[axis], 2 * len(sizes), eps)
            u = x
            for axis, r in enumerate(roots):
                turned = np.moveaxis(u, axis, -1)
                u = np.moveaxis(turned @ r if r.ndim == 2 else turned * r, -1, axis)
            u = u.reshape(g.shape)
            memory["sum"] = memory["sum"] + g * g
            graft = {"none": u, "sgd": g, "adagrad": g / (np.sqrt(memory["sum"]) + 1e-10)}[grafting]
            if grafting != "none":
                length = np.linalg.norm(u)
                u = u * (np.linalg.norm(graft) / length) if length > 0 else u
            memory["b"] = momentum * memory["b"] + u
            return theta - (rate or lr) * (memory["b"] + weight_decay * theta)

        return step

    return make


def shampoo_blocks(block, lr=0.1, grafting="none", **options):
    """Shampoo of each block by itself, then the length of the whole."""

    def make(shape):
        cuts = [[slice(i, min(i + block, d)) for i in range(0, d, block)] for d in shape]
        places = list(itertools.product(*cuts))
        rules = [shampoo(**options)([s.stop - s.start for s in place]) for place in places]
        memory = {"sum": 0.0}

        def step(g, t, theta, rate):
            u = np.zeros_like(g)
            for place, rule in zip(places, rules):
                u[place] = -rule(g[place], t, np.zeros_like(g[place]), 1.0)
            memory["sum"] = memory["sum"] + g * g
            if grafting == "adagrad":
                graft = g / (np.sqrt(memory["sum"]) + 1e-10)
                length = np.linalg.norm(u)
                u = u * (np.linalg.norm(graft) / length) if length > 0 else u
            return theta - (rate or lr) * u

        return step

    return make


def signed(rows):
    """Rows with the sign that makes the largest element of each, the first of several, positive."""
    size = rows.abs()
    first = (size > size.max(1, keepdim=True).values * (1 - 1e-6)).int().argmax(1, keepdim=True)
    return rows * rows.gather(1, first).sign()


def svd(matrix, svd=torch.linalg.svd, **options):
    u, s, vt = svd(matrix, **options)
    return signed(u.T).T, s, signed(vt)


def galore(rates=None, momenta=None, rank=2, update_proj_gap=10, scale=0.25, proj_type="std", **options):
    projection = {"rank": rank, "update_proj_gap": update_proj_gap, "scale": scale, "proj_type": proj_type}

    def make(params):
        groups = [
            {"params": [p for p in params if p.dim() == 2], **projection},
            {"params": [p for p in params if p.dim() != 2]},
        ]
        return GaLoreAdamW(groups, no_deprecation_warning=True, **options)

    kept = torch.linalg.svd, torch.Tensor.float
    torch.linalg.svd, torch.Tensor.float = svd, torch.Tensor.double
    result = run_torch(make, rates, momenta)
    torch.linalg.svd, torch.Tensor.float = kept
    return result


def worst(a, b, floor, whole):
    """The largest error of the trajectory a relative to b: to the value or `floor`, or to the largest of the leaf."""
    errors = [0.0]
    for t in record:
        for x, y in zip(map(np.array, a[t]), map(np.array, b[t])):
            size = np.abs(y).max() if whole else np.maximum(np.abs(y), floor)
            errors.append((np.abs(x - y) / size).max())
    return float(max(errors))


def moved(make, gradients):
    return worst(run(make, None, gradients, factor=1 + 2**-52), run(make, None, gradients), 1e-3, False)


def lost(make):
    """The least, the middle and the most of twenty trajectories whose gradients differ in the seventh digit."""

    def one(j):
        def rounded(k, t):
            return [float(np.float32(x * (1 + j * 1e-6))) for x in calm(k, t)]

        return worst(run(make, None, rounded, np.float32), run(make, None, rounded), 0, True)

    losses = sorted(map(one, range(20)))
    return {"least": losses[0], "middle": (losses[9] + losses[10]) / 2, "most": losses[-1]}


soap_options = {
    "lr": 0.01, "betas": (0.9, 0.99), "shampoo_beta": 0.8, "weight_decay": 0.1, "precondition_frequency": 3,
    "max_precondition_dim": 3, "precondition_1d": True, "correct_bias": False, "eps": 1e-4,
}  # fmt: skip
cases = {
    "soap": run_torch(lambda p: SOAP(p)),
    "soap options": run_torch(lambda p: SOAP(p, **soap_options)),
    "soap every step": run_torch(lambda p: SOAP(p, precondition_frequency=1)),
    "soap learning rate": run_torch(lambda p: SOAP(p), change),
    "soap momentum": run_torch(lambda p: SOAP(p), momenta=swing),
    "shampoo": run(shampoo(), None, calm),
    "shampoo eps": run(shampoo(eps=1e-2), None, calm),
    "shampoo huge": run(shampoo(eps=1e16)),
    "shampoo options": run(
        shampoo(lr=0.01, eps=1e-3, decay=0.9, frequency=7, max_size=3, grafting="adagrad", momentum=0.9, weight_decay=0.1)
    ),
    "shampoo sgd": run(shampoo(grafting="sgd", lr=1e-3, decay=0.5, frequency=2), None, calm),
    "shampoo blocks": run(shampoo_blocks(2), None, calm),
    "shampoo blocks grafted": run(
        shampoo_blocks(3, lr=1e-2, grafting="adagrad", decay=0.9, frequency=3), None, calm
    ),
    "shampoo learning rate": run(shampoo(), change, calm),
    "galore": galore(),
    "galore options": galore(
        lr=0.01, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1, rank=1, update_proj_gap=7, scale=1.0, proj_type="reverse_std"
    ),
    "galore whole": galore(rank=128, update_proj_gap=200),
    "galore learning rate": galore(change),
    "galore momentum": galore(momenta=swing),
}
write(
    "matrix.json",
    cases,
    {name: version(name) for name in ["torch", "pytorch_optimizer", "galore-torch", "numpy"]},
    moved={"calm": moved(shampoo(), calm), "huge": moved(shampoo(), tangled)},
    lost={"shampoo": lost(shampoo()), "shampoo eps": lost(shampoo(eps=1e-2))},
)
