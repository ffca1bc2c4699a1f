"""Fans, gains, standard deviations and bounds of torch.nn.init, and moments of truncated normals of SciPy.

Writes src/fixtures/init.json. Run: python packages/init/oracle/init.py
"""

import json
import math
from pathlib import Path

import scipy
import scipy.stats
import torch
from torch.nn.init import _calculate_correct_fan, _calculate_fan_in_and_fan_out, calculate_gain

shapes = [[64, 32], [3, 7], [16, 8, 3, 3], [8, 4, 5], [4, 2, 3, 3, 3], [16, 1, 3, 3]]
gains = {
    "linear": calculate_gain("linear"),
    "sigmoid": calculate_gain("sigmoid"),
    "tanh": calculate_gain("tanh"),
    "relu": calculate_gain("relu"),
    "selu": calculate_gain("selu"),
    "leakyRelu": calculate_gain("leaky_relu"),
    "leakyRelu 0.2": calculate_gain("leaky_relu", 0.2),
}


def fans(shape):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(torch.empty(shape))
    return {"shape": shape, "fanIn": fan_in, "fanOut": fan_out}


def kaiming(shape, mode, nonlinearity, slope):
    fan = _calculate_correct_fan(torch.empty(shape), mode)
    std = calculate_gain(nonlinearity, slope) / math.sqrt(fan)
    # The largest value that torch itself draws must lie within the bound we record.
    drawn = torch.nn.init.kaiming_uniform_(torch.empty([*shape], dtype=torch.float64), slope or 0, mode, nonlinearity)
    assert drawn.abs().max() <= math.sqrt(3) * std
    return {"shape": shape, "mode": mode, "nonlinearity": nonlinearity, "slope": slope, "std": std}


def xavier(shape, gain):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(torch.empty(shape))
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    drawn = torch.nn.init.xavier_uniform_(torch.empty([*shape], dtype=torch.float64), gain)
    assert drawn.abs().max() <= math.sqrt(3) * std
    return {"shape": shape, "gain": gain, "std": std}


def truncated(lower, upper):
    mean, variance = scipy.stats.truncnorm.stats(lower, upper, moments="mv")
    return {"lower": lower, "upper": upper, "mean": float(mean), "std": math.sqrt(float(variance))}


fixture = {
    "versions": {"torch": torch.__version__, "scipy": scipy.__version__},
    "gains": gains,
    "fans": [fans(s) for s in shapes],
    "kaiming": [
        kaiming(s, mode, nonlinearity, slope)
        for s in shapes
        for mode in ["fan_in", "fan_out"]
        for nonlinearity, slope in [("relu", None), ("tanh", None), ("leaky_relu", math.sqrt(5))]
    ],
    "xavier": [xavier(s, g) for s in shapes for g in [1.0, 5 / 3]],
    "truncated": [truncated(a, b) for a, b in [(-2, 2), (-1, 1), (-3, 0.5), (0.5, 4), (-40, 40)]],
}
path = Path(__file__).parent.parent / "src/fixtures/init.json"
path.write_text(json.dumps(fixture) + "\n")
