"""LSUV, MetaInit, muP, mimetic attention, T5 and Fixup, each from a reference where one is published, else from its formula.

MetaInit: torch.autograd in double precision. muP: learning rates of the package mup. T5: what transformers draws with.
Mimetic: jax.random and numpy.linalg.svd. Fixup and LSUV: the formulas of the official code, in NumPy.
Writes src/fixtures/models.json. Run: python packages/init/oracle/models.py
"""

import json
import math
from pathlib import Path

import jax
import numpy as np
import torch

jax.config.update("jax_threefry_partitionable", True)
rng = np.random.default_rng(5)
# Numbers that single precision holds exactly.
draw = lambda *shape: rng.standard_normal(shape, dtype=np.float32).astype(np.float64)
listed = lambda x: np.asarray(x, dtype=np.float64).tolist()


def lsuv():
    """Mishkin's loop: W *= 1 / std(output) until |std - 1| <= tolerance, layer after layer."""
    x, first, second = 3 * draw(20, 5), draw(6, 5), draw(4, 6)
    weights, tolerance, tries = [first.copy(), second.copy()], 0.05, 10
    for i in range(2):
        for _ in range(tries):
            h = x @ weights[0].T
            std = (h if i == 0 else np.tanh(h) @ weights[1].T).std()
            if abs(std - 1) <= tolerance:
                break
            weights[i] = weights[i] / std
    return {"x": listed(x), "first": listed(first), "second": listed(second), "tolerance": tolerance,
            "made": [listed(w) for w in weights]}


def meta_init(steps=12, rate=0.1, momentum=0.9, eps=1e-5):
    """Algorithm 1 of Dauphin and Schoenholz on a fixed batch, with Hessian-vector products of torch.autograd."""
    x, y = torch.tensor(draw(8, 4)), torch.tensor(draw(8, 2))
    start = [torch.tensor(2 * draw(5, 4)), torch.tensor(draw(5)), torch.tensor(2 * draw(2, 5))]
    params = [w.clone().requires_grad_() for w in start]
    velocities = [0.0] * 3
    quotients = []
    for _ in range(steps):
        loss = ((torch.tanh(x @ params[0].T + params[1]) @ params[2].T - y) ** 2).mean()
        g = torch.autograd.grad(loss, params, create_graph=True)
        products = torch.autograd.grad(sum((v * v).sum() / 2 for v in g), params, create_graph=True)
        sign = lambda v: torch.where(v >= 0, 1.0, -1.0)
        terms = [((v - h) / (v + eps * sign(v)) - 1).abs().sum() for v, h in zip(g, products)]
        quotient = sum(terms) / sum(w.numel() for w in params)
        quotients.append(float(quotient.detach()))
        slopes = torch.autograd.grad(quotient, params)
        for i, (w, slope) in enumerate(zip(params, slopes)):
            if w.dim() < 2:
                continue
            norm = w.detach().norm()
            velocities[i] = momentum * velocities[i] - rate * float(torch.sign((slope * w.detach()).sum()))
            with torch.no_grad():
                w.mul_((norm + velocities[i]) / norm)
    return {"x": listed(x), "y": listed(y), "start": [listed(w) for w in start], "steps": steps, "rate": rate,
            "momentum": momentum, "eps": eps, "quotients": quotients, "made": [listed(w.detach()) for w in params]}


def mup_rates():
    import mup

    def model(width):
        return torch.nn.ModuleDict({
            "token": torch.nn.Embedding(11, width),
            "hidden": torch.nn.Linear(width, 2 * width),
            "head": mup.MuReadout(2 * width, 3),
        })

    rows = {}
    for name, make in {"adam": mup.MuAdam, "sgd": mup.MuSGD}.items():
        wide = model(8)
        mup.set_base_shapes(wide, model(2), delta=model(3), rescale_params=False)
        names = {id(p): n for n, p in wide.named_parameters()}
        groups = make(wide.parameters(), lr=1.0).param_groups
        rows[name] = {names[id(p)]: group["lr"] for group in groups for p in group["params"]}
    # The package divides the readout's output by the width instead of scaling its weight and its rate: not compared.
    for row in rows.values():
        del row["head.weight"]
    return rows


def t5():
    """Standard deviations of what transformers draws; of many numbers, so that they are known to half a per cent."""
    from transformers import T5Config, T5ForConditionalGeneration

    torch.manual_seed(0)
    config = T5Config(vocab_size=2048, d_model=256, d_kv=32, d_ff=1024, num_layers=1, num_heads=8)
    names = {
        "query": "encoder.block.0.layer.0.SelfAttention.q.weight",
        "key": "encoder.block.0.layer.0.SelfAttention.k.weight",
        "output": "encoder.block.0.layer.0.SelfAttention.o.weight",
        "up": "encoder.block.0.layer.1.DenseReluDense.wi.weight",
        "down": "encoder.block.0.layer.1.DenseReluDense.wo.weight",
        "embedding": "shared.weight",
    }
    params = dict(T5ForConditionalGeneration(config).named_parameters())
    return {"headSize": config.d_kv,
            "rows": [{"name": k, "shape": list(params[v].shape), "std": float(params[v].detach().double().std())}
                     for k, v in names.items()]}


def fixup():
    """fixup_resnet_cifar.py: sqrt(2 / (out * prod(kernel))) * num_layers ** -0.5, branches of two layers."""
    rows = []
    for shape in [[16, 4, 3, 3], [32, 16, 1, 1], [8, 5]]:
        for branches in [9, 27]:
            std = math.sqrt(2 / (shape[0] * np.prod(shape[2:]))) * branches ** -0.5
            rows.append({"shape": shape, "branches": branches, "std": float(std)})
    return rows


def mimetic(width=12, heads=3):
    keys = jax.random.split(jax.random.key(3), heads + 1)
    normal = lambda k: np.asarray(jax.random.normal(k, (width, width)), dtype=np.float64) / math.sqrt(width)
    size = width // heads
    scores = []
    for k in keys[:heads]:
        u, s, vt = np.linalg.svd(0.7 * normal(k) + 0.7 * np.eye(width))
        scores.append((u[:, :size] * s[:size]) @ vt[:size])
    values = 0.4 * normal(keys[heads]) - 0.4 * np.eye(width)
    return {"seed": 3, "width": width, "heads": heads, "scores": [listed(m) for m in scores], "values": listed(values)}


def version(name):
    from importlib.metadata import version as of

    return of(name)


fixture = {
    "versions": {name: version(name) for name in ["torch", "jax", "numpy", "mup", "transformers"]},
    "lsuv": lsuv(),
    "metaInit": meta_init(),
    "mup": mup_rates(),
    "t5": t5(),
    "fixup": fixup(),
    "mimetic": mimetic(),
}
path = Path(__file__).parent.parent / "src/fixtures/models.json"
path.write_text(json.dumps(fixture) + "\n")
