"""What torch.nn.init and jax.nn.initializers draw from, at many shapes, and SciPy's distribution functions of that.

Each row is a scheme at a shape: the reference draws, scipy.stats.kstest accepts the distribution at a level of 1e-3, and
the distribution is recorded with some of its values. Writes src/fixtures/distributions.json.
Run: python packages/init/oracle/distributions.py
"""

import json
import math
from pathlib import Path

import jax
import numpy as np
import scipy
import scipy.stats
import torch
from torch.nn.init import _calculate_fan_in_and_fan_out, calculate_gain

torch.manual_seed(1)
DRAWS = 3000
# Shape, the axes where they are not [out, in / groups, ...kernel], and JAX's words for them.
LAYOUTS = {
    "linear": ([64, 32], None, {"in_axis": 1, "out_axis": 0}),
    "small": ([3, 2], None, {"in_axis": 1, "out_axis": 0}),
    "conv1d": ([8, 4, 5], None, {"in_axis": 1, "out_axis": 0}),
    "conv2d": ([16, 8, 3, 3], None, {"in_axis": 1, "out_axis": 0}),
    "grouped": ([16, 4, 3, 3], None, {"in_axis": 1, "out_axis": 0}),
    "depthwise": ([32, 1, 3, 3], None, {"in_axis": 1, "out_axis": 0}),
    "embedding": ([100, 16], None, {"in_axis": 1, "out_axis": 0}),
    "transposed": ([8, 16, 3, 3], {"input": 0, "output": 1}, {"in_axis": 0, "out_axis": 1}),
    "stacked gates": ([4, 20, 12], {"batch": 0, "output": 1, "input": 2}, {"in_axis": 2, "out_axis": 1, "batch_axis": 0}),
}
cut_std = scipy.stats.truncnorm.std(-2, 2)


def count(shape):
    """How many parameters of this shape are pooled."""
    return max(1, min(100, math.ceil(DRAWS / math.prod(shape))))


def by_torch(init, distribution):
    """`init` fills a tensor in place; `distribution` of a shape's fans."""
    draw = lambda shape: init(torch.empty(shape, dtype=torch.float64)).numpy()
    return lambda shape, words: ("torch", draw, distribution(*_calculate_fan_in_and_fan_out(torch.empty(shape))))


def by_jax(scale, mode, kind):
    def row(shape, words):
        draws = iter(jax.random.split(jax.random.key(5), 200))
        init = jax.nn.initializers.variance_scaling(scale, mode, kind, **words)
        batch = words.get("batch_axis", ())
        named = [words["in_axis"], words["out_axis"], *([batch] if isinstance(batch, int) else batch)]
        field = math.prod(size for axis, size in enumerate(shape) if axis not in named)
        i, o = shape[words["in_axis"]] * field, shape[words["out_axis"]] * field
        fan = {"fan_in": i, "fan_out": o, "fan_avg": (i + o) / 2, "fan_geo_avg": math.sqrt(i * o)}[mode]
        std = math.sqrt(scale / fan)
        return "jax", lambda s: np.asarray(init(next(draws), tuple(s))), of_std[kind](std)

    return row


normal = lambda std, mean=0.0: {"name": "norm", "args": [], "loc": mean, "scale": std}
uniform = lambda low, high: {"name": "uniform", "args": [], "loc": low, "scale": high - low}
cut = lambda std, low=-2.0, high=2.0, mean=0.0: {"name": "truncnorm", "args": [low, high], "loc": mean, "scale": std}
within = lambda std: uniform(-math.sqrt(3) * std, math.sqrt(3) * std)
of_std = {"normal": normal, "uniform": within, "truncated_normal": lambda std: cut(std / cut_std)}
nn = torch.nn.init
relu, tanh = calculate_gain("relu"), calculate_gain("tanh")
xavier = lambda i, o: math.sqrt(2 / (i + o))

# Name and options here, and the reference; those of torch that know no axes are drawn in the default layout alone.
SCHEMES = [
    ("normal", {"mean": 0.5, "std": 0.02}, by_torch(lambda x: nn.normal_(x, 0.5, 0.02), lambda i, o: normal(0.02, 0.5))),
    ("uniform", {"min": -0.1, "max": 0.3}, by_torch(lambda x: nn.uniform_(x, -0.1, 0.3), lambda i, o: uniform(-0.1, 0.3))),
    ("truncatedNormal", {"std": 0.02, "lower": -1, "upper": 2.5},
     by_torch(lambda x: nn.trunc_normal_(x, 0, 0.02, -0.02, 0.05), lambda i, o: cut(0.02, -1.0, 2.5))),
    ("xavierNormal", {"gain": 5 / 3},
     by_torch(lambda x: nn.xavier_normal_(x, tanh), lambda i, o: normal(tanh * xavier(i, o)))),
    ("xavierUniform", {}, by_torch(nn.xavier_uniform_, lambda i, o: within(xavier(i, o)))),
    ("kaimingNormal", {"mode": "fanOut"},
     by_torch(lambda x: nn.kaiming_normal_(x, mode="fan_out"), lambda i, o: normal(relu / math.sqrt(o)))),
    ("kaimingUniform", {"nonlinearity": "leakyRelu", "negativeSlope": math.sqrt(5)},
     by_torch(lambda x: nn.kaiming_uniform_(x, a=math.sqrt(5)), lambda i, o: uniform(-1 / math.sqrt(i), 1 / math.sqrt(i)))),
    ("lecunNormal", {}, by_jax(1.0, "fan_in", "normal")),
    ("lecunUniform", {}, by_jax(1.0, "fan_in", "uniform")),
    ("lecunTruncatedNormal", {}, by_jax(1.0, "fan_in", "truncated_normal")),
    ("xavierTruncatedNormal", {}, by_jax(1.0, "fan_avg", "truncated_normal")),
    ("kaimingTruncatedNormal", {}, by_jax(2.0, "fan_in", "truncated_normal")),
    ("kaimingNormal", {}, by_jax(2.0, "fan_in", "normal")),
    ("varianceScaling", {"scale": 0.5, "mode": "fanGeoAvg"}, by_jax(0.5, "fan_geo_avg", "truncated_normal")),
    ("varianceScaling", {"mode": "fanOut", "distribution": "uniform"}, by_jax(1.0, "fan_out", "uniform")),
]


def rows():
    for layout, (shape, axes, words) in LAYOUTS.items():
        for scheme, options, make in SCHEMES:
            reference, draw, distribution = make(shape, words)
            if axes and reference == "torch":
                continue
            pooled = np.concatenate([np.asarray(draw(shape), dtype=np.float64).ravel() for _ in range(count(shape))])
            law = getattr(scipy.stats, distribution["name"])(
                *distribution["args"], loc=distribution["loc"], scale=distribution["scale"])
            p = scipy.stats.kstest(pooled, law.cdf).pvalue
            assert p >= 1e-3, (scheme, layout, p)
            x = law.ppf([0.01, 0.2, 0.5, 0.9])
            yield {"scheme": scheme, "options": {**options, **({"axes": axes} if axes else {})}, "layout": layout,
                   "shape": shape, "count": count(shape), "reference": reference, "distribution": distribution,
                   "cdf": [[float(v), float(law.cdf(v))] for v in x]}


fixture = {
    "versions": {"torch": torch.__version__, "jax": jax.__version__, "scipy": scipy.__version__, "numpy": np.__version__},
    "rows": list(rows()),
}
path = Path(__file__).parent.parent / "src/fixtures/distributions.json"
path.write_text(json.dumps(fixture) + "\n")
