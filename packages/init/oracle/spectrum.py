"""Singular values and what follows from them, by NumPy.

Writes src/fixtures/spectrum.json. Run: python packages/init/oracle/spectrum.py
"""

import json
from pathlib import Path

import jax
import numpy as np

jax.config.update("jax_threefry_partitionable", True)


def row(name, shape, a):
    matrix = np.asarray(a, dtype=np.float64).reshape(shape[0], -1)
    s = np.linalg.svd(matrix, compute_uv=False)
    p = s[s > 0] / s.sum()
    return {
        "name": name,
        "shape": shape,
        "values": matrix.ravel().tolist() if name == "given" else None,
        "singularValues": s.tolist(),
        "conditionNumber": float(np.linalg.cond(matrix)) if s[-1] > 1e-12 * s[0] else None,
        "spectralNorm": float(np.linalg.norm(matrix, 2)),
        "frobeniusNorm": float(np.linalg.norm(matrix)),
        "nuclearNorm": float(np.linalg.norm(matrix, "nuc")),
        "nuclearRank": float(s.sum() / s[0]),
        "effectiveRank": float(np.exp(-(p * np.log(p)).sum())),
        "stableRank": float((s**2).sum() / s[0] ** 2),
        "nuclearCount95": int(np.searchsorted(np.cumsum(s), 0.95 * s.sum()) + 1),
    }


def draw(shape):
    return jax.random.normal(jax.random.key(7), shape)


given = [
    np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
    np.diag([4.0, 0.0, 2.0, 1.0]),
    np.array([[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0]]),
    np.outer([1.0, 2.0, 3.0], [1.0, -1.0, 2.0, 0.5]),
    np.triu(np.ones((6, 6))) - 2 * np.eye(6),
    np.diag([1.0, 1e-4, 1e-8]) + np.diag([1e-3, 1e-6], 1),
    np.array([[7.0]]),
]
shapes = [[40, 25], [25, 40], [30, 30], [1, 9], [9, 1], [8, 4, 3, 3]]
fixture = {
    "versions": {"numpy": np.__version__, "jax": jax.__version__},
    "rows": [row("given", list(a.shape), a) for a in given] + [row("normal", shape, draw(shape)) for shape in shapes],
}
path = Path(__file__).parent.parent / "src/fixtures/spectrum.json"
path.write_text(json.dumps(fixture) + "\n")
