"""bitsandbytes' block-wise dynamic quantisation, and trajectories of its 8-bit optimizers.

Writes src/fixtures/quantized.json. Run: python packages/optimizers/oracle/quantized.py

Maps and codes are those of bitsandbytes, which for numbers in double precision looks for the nearest code; its fast path
for single precision on a CPU does not (it makes 2e-5 of 0). Its 8-bit optimizers need a GPU: the trajectories are the formulas of
its kernels kOptimizerStatic8bit2StateBlockwise and …1StateBlockwise in NumPy, in double precision.
"""

import json
import math
from importlib.metadata import version
from pathlib import Path

import bitsandbytes.functional as F
import numpy as np
import torch

maps = {name: F.create_dynamic_map(signed=name == "signed") for name in ["signed", "unsigned"]}
N, BLOCK = 4500, 256


def wave(count, t=0):
    """Values of many sizes; the tests compute them again."""
    i = np.arange(count, dtype=np.float64)
    return np.sin(0.7 * i * i + 1.3 * t) * np.exp(-6 * np.sin(0.37 * i) ** 2)


def codes():
    out = {}
    for name, code in maps.items():
        x = wave(1000) if name == "signed" else wave(1000) ** 2
        single = torch.tensor(x, dtype=torch.float32).double()
        q, absmax = torch.ops.bitsandbytes.quantize_blockwise(single, code, BLOCK)
        back = code[q.int()] * absmax.repeat_interleave(BLOCK)[: len(x)]
        out[name] = {"codes": q.tolist(), "absmax": absmax.tolist(), "values": back.tolist()}
    return out


def quantize(x, signed):
    code = maps["signed" if signed else "unsigned"].double().numpy()
    blocks = [x[i : i + BLOCK] for i in range(0, len(x), BLOCK)]
    out = np.zeros_like(x)
    for b, block in enumerate(blocks):
        top = np.abs(block).max()
        if top == 0:
            continue
        index = np.searchsorted((code[1:] + code[:-1]) / 2, block / top)
        if signed:
            wrong = (code[index] < 0) != (block < 0)
            index = index + np.where(wrong, np.where(block > 0, 1, -1), 0)
        out[b * BLOCK : b * BLOCK + len(block)] = code[index] * top
    return out


def run(rule, steps=20):
    theta, state = np.cos(0.3 * np.arange(N)), [np.zeros(N), np.zeros(N)]
    out = {}
    for t in range(1, steps + 1):
        theta, state = rule(theta, wave(N, t), t, state)
        if t in [1, 2, 20]:
            out[t] = [float(f"{v:.13g}") for v in theta[::50]]
    return out


def adam(lr, b1=0.9, b2=0.999, eps=1e-8, weight_decay=0.0):
    def rule(theta, g, t, state):
        m = b1 * state[0] + (1 - b1) * g
        v = b2 * state[1] + (1 - b2) * g * g
        c1, c2 = 1 - b1**t, math.sqrt(1 - b2**t)
        theta = theta * (1 - lr * weight_decay) - lr * c2 / c1 * m / (np.sqrt(v) + c2 * eps)
        return theta, [quantize(m, True), quantize(v, False)]

    return rule


def lion(lr, b1=0.9, b2=0.99, weight_decay=0.0):
    def rule(theta, g, t, state):
        theta = theta * (1 - lr * weight_decay) - lr * np.sign(b1 * state[0] + (1 - b1) * g)
        return theta, [quantize(b2 * state[0] + (1 - b2) * g, True), None]

    return rule


fixture = {
    "versions": {name: version(name) for name in ["bitsandbytes", "torch", "numpy"]},
    "maps": {name: code.tolist() for name, code in maps.items()},
    "codes": codes(),
    "cases": {
        "adam8bit": run(adam(1e-3)),
        "adamw8bit": run(adam(1e-2, 0.8, 0.95, 1e-4, 0.1)),
        "lion8bit": run(lion(1e-3, weight_decay=0.1)),
    },
}
path = Path(__file__).parent.parent / "src/fixtures/quantized.json"
path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
