"""Exact and entropic transport plans within a batch, as torchcfm takes them from POT. Writes src/fixtures/transport.json."""

import json
from pathlib import Path

import numpy as np
import ot
import scipy
import torch
from cases import wave
from scipy.optimize import linear_sum_assignment


def points(n, d, phase):
    """Sines that the tests compute again."""
    return wave([n, d], 2.0, phase).numpy()


def exact(n, d):
    x, y = points(n, d, 0.3), points(n, d, 2.0)
    cost = ((x[:, None] - y[None]) ** 2).sum(-1)
    rows, columns = linear_sum_assignment(cost)
    plan = ot.emd(ot.unif(n), ot.unif(n), cost)
    assert np.array_equal(plan.argmax(1), columns)
    return {"n": n, "d": d, "columns": columns.tolist(), "cost": float(cost[rows, columns].sum())}


def entropic(n, d, reg, normalize):
    x, y = points(n, d, 0.3), points(n, d, 2.0)
    cost = ((x[:, None] - y[None]) ** 2).sum(-1)
    if normalize:
        cost = cost / cost.max()
    plan = ot.sinkhorn(ot.unif(n), ot.unif(n), cost, reg=reg, method="sinkhorn_log", stopThr=1e-14, numItermax=20000)
    return {"n": n, "d": d, "epsilon": reg, "normalize": normalize, "plan": plan.flatten().tolist()}


path = Path(__file__).parent.parent / "src/fixtures/transport.json"
versions = {"torch": torch.__version__, "POT": ot.__version__, "scipy": scipy.__version__}
rows = {
    "exact": [exact(1, 2), exact(5, 3), exact(16, 4), exact(40, 2)],
    "entropic": [entropic(6, 3, 0.5, False), entropic(8, 2, 0.05, True)],
}
path.write_text(json.dumps({"versions": versions, **rows}) + "\n")
