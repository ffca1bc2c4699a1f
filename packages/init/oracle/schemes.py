"""Values of jax.nn.initializers for given keys, of torch.nn.init's fixed schemes and of SciPy's Hadamard matrices.

Writes src/fixtures/schemes.json. Run: python packages/init/oracle/schemes.py
"""

import json
import math
from pathlib import Path

import jax
import numpy as np
import scipy
import scipy.linalg
import torch

jax.config.update("jax_threefry_partitionable", True)
initializers = jax.nn.initializers
shapes = [[6, 4], [2, 3, 4, 5], [3, 5, 2]]


def values(x):
    return np.asarray(x, dtype=np.float64).ravel().tolist()


def scaling(shape, scale, mode, distribution):
    draw = initializers.variance_scaling(scale, mode, distribution)
    return {
        "shape": shape,
        "scale": scale,
        "mode": mode,
        "distribution": distribution,
        "values": values(draw(jax.random.key(7), tuple(shape))),
    }


def named(name, shape):
    return {"name": name, "shape": shape, "values": values(getattr(initializers, name)()(jax.random.key(7), tuple(shape)))}


def dirac(shape, groups):
    return {"shape": shape, "groups": groups, "values": values(torch.nn.init.dirac_(torch.empty(shape), groups))}


def zero(rows, columns):
    if rows <= columns:
        matrix = np.eye(rows, columns)
    else:
        bits = math.ceil(math.log2(rows))
        matrix = (scipy.linalg.hadamard(2**bits) / 2 ** (bits / 2))[:rows, :columns]
    return {"shape": [rows, columns], "values": values(matrix)}


def gelu():
    z = np.linspace(-12, 12, 200001)
    phi = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    y = torch.nn.functional.gelu(torch.tensor(z)).numpy()
    return 1 / math.sqrt(scipy.integrate.simpson(y * y * phi, x=z))


fixture = {
    "versions": {"torch": torch.__version__, "jax": jax.__version__, "scipy": scipy.__version__},
    "scaling": [
        scaling(shape, scale, mode, distribution)
        for shape in shapes
        for scale, mode in [(1.0, "fan_in"), (2.0, "fan_out"), (0.5, "fan_avg"), (3.0, "fan_geo_avg")]
        for distribution in ["normal", "truncated_normal", "uniform"]
    ],
    "named": [
        named(name, shape)
        for shape in shapes
        for name in ["lecun_normal", "lecun_uniform", "he_normal", "he_uniform", "glorot_normal", "glorot_uniform"]
    ],
    "dirac": [
        dirac(shape, groups)
        for shape, groups in [([4, 3, 3], 1), ([4, 3, 3], 2), ([3, 5, 2, 3], 1), ([6, 2, 3, 4], 3), ([2, 2, 1, 3, 3], 1)]
    ],
    "zero": [zero(rows, columns) for rows, columns in [(3, 5), (4, 4), (5, 3), (8, 2), (9, 8)]],
    "gelu": gelu(),
}
path = Path(__file__).parent.parent / "src/fixtures/schemes.json"
path.write_text(json.dumps(fixture) + "\n")
