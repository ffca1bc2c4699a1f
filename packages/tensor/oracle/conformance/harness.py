"""Cases: operands from the same text as in TypeScript, results, gradients and Hessian-vector products by JAX."""

import re

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

ROOTS = [263, 110, 346, 198, 431, 146, 311, 230]
PATTERN = re.compile(r"^([xfib])\[([\d,]*)\](?::(-?[\d.]+):(-?[\d.]+)|<(\d+)|=(.+))?$")
DTYPES = {"float": jnp.float64, "int32": jnp.int32, "bool": jnp.bool_}
FLOATS = ("float",)
NUMBERS = ("float", "int32")
ANYTHING = ("float", "int32", "bool")


def walk(seed, count):
    state, states = (seed * 97) % 508 + 1, []
    for _ in range(count):
        states.append(state)
        state = state * ROOTS[seed % len(ROOTS)] % 509
    return states


def generate(count, low, high, seed):
    return np.array([low + (high - low) * (2 * s + 1) / 1024 for s in walk(seed, count)], np.float64)


def number(text):
    return float(text.replace("Infinity", "inf"))


def make_input(word, position, kind):
    """One operand of `inputs`; `kind` is the kind of number under test."""
    letter, sizes, low, high, below, values = PATTERN.match(word).groups()
    shape = tuple(int(d) for d in sizes.split(",")) if sizes else ()
    kind = {"x": kind, "f": "float", "i": "int32", "b": "bool"}[letter]
    count, seed = int(np.prod(shape)), position + 1
    if values is not None:
        data = np.array([number(v) for v in values.split(",")])
    elif kind == "bool":
        data = np.array([s & 1 for s in walk(seed, count)])
    elif letter == "i":
        data = np.array([s % int(below) for s in walk(seed, count)])
    else:
        data = generate(count, float(low or -2), float(high or 2), seed)
        if kind == "int32":
            data = np.floor(8 * data)
    return jnp.asarray(data.reshape(shape), DTYPES[kind])


def is_float(x):
    return jnp.issubdtype(x.dtype, jnp.floating)


def as_list(y):
    return list(y) if isinstance(y, (list, tuple)) else [y]


def evaluate(fn, inputs, kind, order):
    """Results, the gradient of L = Σ weight · result, and the Hessian of L times fixed directions."""
    xs = [make_input(w, i, kind) for i, w in enumerate(inputs.split())]
    results = as_list(fn(*xs))
    out = [[np.asarray(y) for y in results]]
    where = [i for i, x in enumerate(xs) if is_float(x)]
    weights = [jnp.asarray(generate(y.size, -1, 1, 101 + i).reshape(y.shape)) for i, y in enumerate(results)]

    def loss(params):
        given = list(xs)
        for i, p in zip(where, params):
            given[i] = p
        total = jnp.zeros(())
        for y, w in zip(as_list(fn(*given)), weights):
            if is_float(y):
                total = total + jnp.sum(y * w)
        return total

    params = [xs[i] for i in where]
    if kind != "float" or order == 0:
        return out
    if not params:
        return out + [[]] * order
    out.append(jax.grad(loss)(params))
    if order == 2:
        v = [jnp.asarray(generate(xs[i].size, -1, 1, 201 + i).reshape(xs[i].shape)) for i in where]
        dot = lambda ps: sum(jnp.sum(g * t) for g, t in zip(jax.grad(loss)(ps), v))  # noqa: E731
        out.append(jax.grad(dot)(params))
    return out


def store(x):
    flat = np.asarray(x).reshape(-1)
    if flat.dtype != np.float64 and flat.dtype != np.float32:
        return [int(v) for v in flat]
    text = [f"{v:.12g}" for v in flat.astype(np.float64)]
    special = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN", "-0": "-0"}
    return [special[t] if t in special else (int(float(t)) if float(t).is_integer() and abs(float(t)) < 2**53 else float(t)) for t in text]


class Family:
    """The cases of one file of src/conformance/methods/."""

    def __init__(self):
        self.cases = {}

    def add(self, method, name, inputs, fn, kinds=FLOATS, order=2):
        results = {kind: [[store(x) for x in arrays] for arrays in evaluate(fn, inputs, kind, order)] for kind in kinds}
        key = f"{method} {name}"
        assert key not in self.cases, key
        self.cases[key] = {"inputs": inputs, "results": results}


SHAPES = ["", "5", "2,3", "2,1,3", "1,2,2,2", "2,1,2,1,2", "0", "2,0,3"]
PAIRS = [
    ("", ""), ("4", "4"), ("", "2,3"), ("2,3", "3"), ("2,1", "1,3"), ("3,1", "2,1,2"), ("2,3,1,2", "3,2,1"),
    ("2,1,2,1,2", "1,2,1,2,2"), ("0", "1"), ("2,0,3", "3"), ("1,1", "0,1"),
]  # fmt: skip


def ints(text):
    return tuple(int(d) for d in text.split(",")) if text else ()
