"""Writes src/conformance/fixtures/*.json: what JAX gives for every case of the conformance suite.

Run from this folder: python conformance.py [family …]. Needs jax and numpy (CPU); takes some minutes.
"""

import json
import pathlib
import sys

import jax
import numpy
from conformance import elementwise, linear, programs, rows

FAMILIES = {
    "unary": elementwise.unary, "binary": elementwise.binary, "logic": elementwise.logic, "matmul": linear.matmul,
    "linalg": linear.linalg,
    "conv": linear.conv, "pool": linear.pool, "einsum": linear.einsum, "reduce": rows.reduce, "order": rows.order,
    "softmax": rows.softmax, "movement": rows.movement, "indexing": rows.indexing, "creation": rows.creation,
    "control": programs.control, "random": programs.random, "autodiff": programs.autodiff,
}  # fmt: skip

folder = pathlib.Path(__file__).parent.parent / "src" / "conformance" / "fixtures"
for name in sys.argv[1:] or FAMILIES:
    cases = FAMILIES[name]().cases
    lines = ",\n".join(f"{json.dumps(k, ensure_ascii=False)}:{json.dumps(v, separators=(',', ':'))}" for k, v in cases.items())
    versions = json.dumps({"jax": jax.__version__, "numpy": numpy.__version__})
    path = folder / f"{name}.json"
    path.write_text(f'{{"versions":{versions},"cases":{{\n{lines}\n}}}}\n')
    print(f"{name}: {len(cases)} cases, {path.stat().st_size / 1000:.0f} kB")
