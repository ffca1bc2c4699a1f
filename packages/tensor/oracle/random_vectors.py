"""Writes src/random/fixtures/jax-random.json: what jax.random gives for keys, with jax_threefry_partitionable on (the default).

Run from this folder: python random_vectors.py. Needs jax (CPU).
"""

import json
import pathlib

import jax
import jax.numpy as jnp
import numpy as np
from jax.extend.random import threefry_2x32

assert jax.config.jax_threefry_partitionable
SEEDS = [0, 42, 2**31, 2**32 + 5, 2**53 - 1]


def words(k):
    return np.asarray(jax.random.key_data(k)).astype(np.uint32).view(np.int32).reshape(-1).tolist()


def floats(x):
    return [float(v) for v in np.asarray(x, np.float32).reshape(-1)]


def ints(x):
    return np.asarray(x).astype(np.uint32 if x.dtype == jnp.uint32 else np.int32).view(np.int32).reshape(-1).tolist()


def vectors(seed):
    # Seeds beyond 32 bits need 64-bit integers.
    with jax.enable_x64(True):
        k = jax.random.key(seed)
    bits = jax.random.bits(k, (9000,), jnp.uint32)
    logits = jnp.asarray([[0.0, 1.0, 2.0, -1.0], [3.0, 0.0, 0.0, 0.5], [0.0, 0.0, 0.0, 0.0]], jnp.float32)
    draw = lambda i: jax.random.fold_in(k, i)  # noqa: E731
    return {
        "seed": seed,
        "key": words(k),
        "split2": words(jax.random.split(k)),
        "split5": words(jax.random.split(k, 5)),
        "foldIn": {str(d): words(jax.random.fold_in(k, np.uint32(d))) for d in [0, 1, 7, 2**31 - 1]},
        # The words of counter 2^32 + 5: more numbers than an array can hold.
        "highCounter": ints(threefry_2x32(jax.random.key_data(k), jnp.asarray([1, 5], jnp.uint32))),
        # Counters around the ends of a block of 4096, and the total of all as a check on the rest.
        "bits": {"first": ints(bits[:6]), "block": ints(bits[4093:4100]), "last": ints(bits[-3:]), "xor": int(np.bitwise_xor.reduce(np.asarray(bits).view(np.int32)))},
        "bits2x3": ints(jax.random.bits(k, (2, 3), jnp.uint32)),
        "uniform": floats(jax.random.uniform(k, (16,), jnp.float32)),
        "uniformRange": floats(jax.random.uniform(k, (16,), jnp.float32, -2.5, 0.75)),
        "normal": floats(jax.random.normal(k, (64,), jnp.float32)),
        "truncatedNormal": floats(jax.random.truncated_normal(k, -2.0, 2.0, (32,), jnp.float32)),
        "truncatedNormalOneSided": floats(jax.random.truncated_normal(k, 0.5, 3.0, (32,), jnp.float32)),
        "bernoulli": ints(jax.random.bernoulli(k, jnp.float32(0.3), (40,))),
        "gumbel": floats(jax.random.gumbel(k, (24,), jnp.float32)),
        "categorical": [ints(jax.random.categorical(draw(i), logits)) for i in range(8)],
        "categoricalAxis0": [ints(jax.random.categorical(draw(i), logits, axis=0)) for i in range(8)],
        "permutation": {str(n): ints(jax.random.permutation(k, n)) for n in [1, 2, 3, 10, 50]},
        # From 1626 on it shuffles twice.
        "permutation2000": ints(jax.random.permutation(k, 2000)[:24]),
    }


out = {"versions": {"jax": jax.__version__, "numpy": np.__version__}, "vectors": [vectors(s) for s in SEEDS]}
path = pathlib.Path(__file__).parent.parent / "src" / "random" / "fixtures" / "jax-random.json"
path.write_text(json.dumps(out, separators=(",", ":")).replace('{"seed"', '\n{"seed"') + "\n")
print(path.stat().st_size)
