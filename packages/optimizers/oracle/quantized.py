"""bitsandbytes' block-wise dynamic quantisation, and trajectories of its 8-bit optimizers.

Writes src/fixtures/quantized.json. Run: python packages/optimizers/oracle/quantized.py

Maps, codes and trajectories are those of the library, on a processor and in double precision: in single precision its
quantisation there takes a short cut and does not always find the nearest code (it makes 2e-5 of 0). On a graphics card it also
keeps the signs of momenta, which changes nothing here: none is that close to 0. A leaf of two blocks joins the others.
"""

from importlib.metadata import version

import bitsandbytes as bnb
import bitsandbytes.backends.cpu.ops as kernels
import bitsandbytes.functional as F
import bitsandbytes.optim.optimizer as base
import numpy as np
import torch
from harness import change, leaves, record, run_torch, write

maps = {name: F.create_dynamic_map(signed=name == "signed") for name in ["signed", "unsigned"]}
BLOCK = 256
leaves.append({"path": "wide", "shape": [2, 130], "amplitude": 1.0})
record[:] = [1, 26, 50]


def wave(count):
    """Values of many sizes; the tests compute them again."""
    i = np.arange(count, dtype=np.float64)
    return np.sin(0.7 * i * i) * np.exp(-6 * np.sin(0.37 * i) ** 2)


def codes():
    out = {}
    for name, code in maps.items():
        x = wave(1000) if name == "signed" else wave(1000) ** 2
        single = torch.tensor(x, dtype=torch.float32).double()
        q, absmax = torch.ops.bitsandbytes.quantize_blockwise(single, code, BLOCK)
        back = code[q.int()] * absmax.repeat_interleave(BLOCK)[: len(x)]
        out[name] = {"codes": q.tolist(), "absmax": absmax.tolist(), "values": back.tolist()}
    return out


class InDouble:
    """torch, with double precision where a module asks for single."""

    def __getattr__(self, name):
        return torch.float64 if name in ["float32", "float"] else getattr(torch, name)


class WithDoubleScales:
    """torch, with scales of blocks in double precision."""

    def __getattr__(self, name):
        return getattr(torch, name)

    def empty(self, *shape, dtype, **options):
        return torch.empty(*shape, dtype=torch.float64 if dtype == torch.float32 else dtype, **options)


def dequantize(q, absmax, code, block):
    return torch.ops.bitsandbytes.dequantize_blockwise(q, absmax, code.double(), block, torch.float64)


def run(make, rates=None):
    """The trajectory, and the codes of the state after it, leaf by leaf: none for leaves that keep all bits."""
    kept = []

    def after(t, optimizer, params):
        if t == 50:
            states = [optimizer.state[p] for p in params]
            kept.extend(
                [s[k].flatten().tolist() for k in ["state1", "state2"] if s.get(k) is not None]
                if s["state1"].dtype == torch.uint8
                else None
                for s in states
            )

    return {"steps": run_torch(make, rates, after=after), "codes": kept}


known = codes()
base.torch = InDouble()
kernels.torch = WithDoubleScales()
kernels._dequant_blockwise_fp32_direct = dequantize
torch.Tensor.float = torch.Tensor.double

small = {"min_8bit_size": 5}
all8 = {"min_8bit_size": 1}
runs = {
    "adam8bit": run(lambda p: bnb.optim.Adam8bit(p, **small)),
    "adam8bit options": run(lambda p: bnb.optim.Adam8bit(p, lr=0.02, betas=(0.7, 0.95), eps=1e-4, **all8)),
    "adam8bit learning rate": run(lambda p: bnb.optim.Adam8bit(p, **small), change),
    "adamw8bit": run(lambda p: bnb.optim.AdamW8bit(p, **small)),
    "adamw8bit options": run(
        lambda p: bnb.optim.AdamW8bit(p, lr=1e-2, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1, **all8)
    ),
    "adamw8bit learning rate": run(lambda p: bnb.optim.AdamW8bit(p, **small), change),
    "lion8bit": run(lambda p: bnb.optim.Lion8bit(p, **small)),
    "lion8bit options": run(lambda p: bnb.optim.Lion8bit(p, lr=0.01, betas=(0.7, 0.9), weight_decay=0.3, **all8)),
    "lion8bit learning rate": run(lambda p: bnb.optim.Lion8bit(p, weight_decay=0.1, **small), change),
}
write(
    "quantized.json",
    {name: r["steps"] for name, r in runs.items()},
    {name: version(name) for name in ["bitsandbytes", "torch", "numpy"]},
    states={name: r["codes"] for name, r in runs.items()},
    maps={name: code.tolist() for name, code in maps.items()},
    codes=known,
)
