"""Trajectories of the methods that factorise matrices.

Writes src/fixtures/matrix.json. Run: python packages/optimizers/oracle/matrix.py

SOAP is pytorch_optimizer's, whose QR is in single precision: here in double, as soap.py itself in double precision (m is
kept unrotated there, which is the same). Shampoo is the paper's formula in NumPy: pytorch_optimizer updates the second
statistic with the gradient already preconditioned by the first. GaLore is the formula of galore_torch in NumPy, with the
singular vectors' sign fixed: the largest element of each, the first of several, is positive.

Gradients are min(amplitude, 10) · sin(0.7 i² + 1.3 t + leaf): unlike those of the other scripts, matrices of full rank, and
not so large that Shampoo's ε is lost beside them.
"""

import itertools
import math

import harness
import numpy as np
import torch
from harness import change, leaves, record, run_torch, start, write
from importlib.metadata import version
from pytorch_optimizer import SOAP
from pytorch_optimizer.optimizer import soap as soap_module


def tangled(k, t):
    n = math.prod(leaves[k]["shape"])
    return [min(leaves[k]["amplitude"], 10) * math.sin(0.7 * i * i + 1.3 * t + k) for i in range(n)]


harness.gradient = tangled


class InDouble:
    """torch, with double precision where a module asks for single."""

    def __getattr__(self, name):
        return torch.float64 if name == "float32" else getattr(torch, name)


soap_module.torch = InDouble()


def run(make, rates=None):
    """`make(shape)` gives a function from a gradient, the step t, a parameter and a rate to the new parameter."""
    params = [np.array(start(k)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)]
    rules = [make(leaf["shape"]) for leaf in leaves]
    out = {}
    for t in range(1, 51):
        for k, rule in enumerate(rules):
            g = np.array(tangled(k, t)).reshape(leaves[k]["shape"])
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
        stats = [np.zeros((d, d) if d <= max_size else d) for d in sizes]
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


def leading(g, right, rank):
    u, _, vt = np.linalg.svd(g)
    vectors = (vt.T if right else u)[:, :rank]
    largest = np.abs(vectors).max(0)
    for j in range(vectors.shape[1]):
        first = np.argmax(np.abs(vectors[:, j]) > largest[j] * (1 - 1e-6))
        vectors[:, j] *= np.sign(vectors[first, j])
    return vectors


def galore(lr=1e-3, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.0, rank=128, gap=200, scale=0.25, larger=False):
    def make(shape):
        memory = {"m": 0.0, "v": 0.0}

        def step(g, t, theta, rate):
            projected = len(shape) == 2
            if projected:
                right = (shape[0] >= shape[1]) != larger
                if (t - 1) % gap == 0:
                    memory["p"] = leading(g, right, rank)
                p = memory["p"]
                low = g @ p if right else p.T @ g
            else:
                low = g
            m = memory["m"] = betas[0] * memory["m"] + (1 - betas[0]) * low
            v = memory["v"] = betas[1] * memory["v"] + (1 - betas[1]) * low**2
            u = m / (np.sqrt(v) + eps) * math.sqrt(1 - betas[1] ** t) / (1 - betas[0] ** t)
            if projected:
                u = scale * (u @ p.T if right else p @ u)
            moved = theta - (rate or lr) * u
            return moved - (rate or lr) * weight_decay * moved

        return step

    return make


soap_options = {
    "lr": 0.01, "betas": (0.9, 0.99), "shampoo_beta": 0.8, "weight_decay": 0.1, "precondition_frequency": 3,
    "max_precondition_dim": 3, "precondition_1d": True, "correct_bias": False, "eps": 1e-4,
}  # fmt: skip
cases = {
    "soap": run_torch(lambda p: SOAP(p)),
    "soap options": run_torch(lambda p: SOAP(p, **soap_options)),
    "soap every step": run_torch(lambda p: SOAP(p, precondition_frequency=1)),
    "soap learning rate": run_torch(lambda p: SOAP(p), change),
    "shampoo": run(shampoo()),
    "shampoo options": run(
        shampoo(lr=0.01, eps=1e-3, decay=0.9, frequency=7, max_size=3, grafting="adagrad", momentum=0.9, weight_decay=0.1)
    ),
    "shampoo sgd": run(shampoo(grafting="sgd", lr=1e-3, decay=0.5, frequency=2)),
    "shampoo blocks": run(shampoo_blocks(2)),
    "shampoo blocks grafted": run(shampoo_blocks(3, lr=1e-2, grafting="adagrad", decay=0.9, frequency=3)),
    "shampoo learning rate": run(shampoo(), change),
    "galore": run(galore(rank=2, gap=10)),
    "galore options": run(
        galore(lr=0.01, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1, rank=1, gap=7, scale=1.0, larger=True)
    ),
    "galore whole": run(galore()),
    "galore learning rate": run(galore(rank=2, gap=10), change),
}
write("matrix.json", cases, {name: version(name) for name in ["torch", "pytorch_optimizer", "numpy"]})
