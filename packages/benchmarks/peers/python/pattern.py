"""The values all sides start from: the formulas of `peers/node/pattern.mjs`."""

import math

import numpy as np

PERIOD = 10007


def sequence(shape, seed):
    j = np.arange(seed, seed + math.prod(shape)) % PERIOD
    return (((31 * j * j + 17 * j) % PERIOD) / PERIOD - 0.5).reshape(shape)


def pattern(shape, seed):
    return sequence(shape, seed).astype(np.float32)


def classes(shape, count):
    return (np.arange(math.prod(shape)) * 7919 % count).reshape(shape)


def starting_values(shape):
    scale, shift = (math.sqrt(12 / math.prod(shape[1:])), 0) if len(shape) > 1 else (0.1, 0.5)
    return (scale * sequence(shape, 0) + shift).astype(np.float32)
