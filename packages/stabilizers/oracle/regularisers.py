"""Penalties on weights by the papers' formulas, with torch's gradients. Writes src/fixtures/regularisers.json. Run: python packages/stabilizers/oracle/regularisers.py"""

import torch
from common import numbers, wave, write


def case(name, penalty, shape):
    w = wave(shape, 0.5, 1.0).requires_grad_()
    value = penalty(w.flatten(1))
    value.backward()
    return {"name": name, "shape": list(shape), "value": value.item(), "gradient": numbers(w.grad)}


def gram(w):
    return w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w


I = lambda g: torch.eye(len(g))
soft = lambda w: ((gram(w) - I(gram(w))) ** 2).sum()
double = lambda w: ((w @ w.T - I(w)) ** 2).sum() + ((w.T @ w - I(w.T)) ** 2).sum()
# BigGAN, as a penalty: the gradient is 4 (W Wᵀ ⊙ (1 − I)) W.
off = lambda w: ((w @ w.T * (1 - I(w))) ** 2).sum()
coherence = lambda w: (gram(w) - I(gram(w))).abs().max()


def srip(w):
    """l2_reg_ortho of the authors, from a given vector."""
    m = gram(w) - I(gram(w))
    v = wave([len(m), 1], 1.0, 0.4)
    b = m @ v
    return (m @ (b / b.norm(2))).norm(2) ** 2


def parseval(shape, beta):
    w = wave(shape, 0.5, 1.0)
    m = w.flatten(1)
    return {"shape": list(shape), "beta": beta, "weight": numbers((1 + beta) * m - beta * m @ m.T @ m)}


shapes = [[4, 6], [6, 4], [4, 3, 2, 2]]
write(
    "regularisers",
    cases=[
        case(name, penalty, shape)
        for name, penalty in [("soft", soft), ("doubleSoft", double), ("offDiagonal", off), ("coherence", coherence), ("srip", srip)]
        for shape in shapes
    ],
    parseval=[parseval(shape, 0.01) for shape in shapes],
)
