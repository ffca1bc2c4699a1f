"""JAX with jit as a peer: `jax_peer.py THREADS`. Optimizers are Optax's."""

import os
import sys

threads = int(sys.argv[1])
# XLA takes as many threads as it may use cores, and has no other setting.
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import optax
import optax.contrib

from jax_nets import nets
from pattern import pattern, starting_values
from serve import Refusal, serve

MATRICES = 10


def fill(shapes):
    is_shape = lambda x: isinstance(x, tuple) and all(isinstance(n, int) for n in x)
    return jax.tree.map(lambda shape: jnp.asarray(starting_values(shape)), shapes, is_leaf=is_shape)


def prepare_step(work):
    shapes, batch, loss = nets[work["net"]](**work["size"])
    params, batch = fill(shapes), jax.tree.map(jnp.asarray, batch)
    optimizer = optax.adamw(1e-3, weight_decay=1e-2)
    current = {"params": params, "state": optimizer.init(params)}
    vector = fill(shapes)

    gradient = jax.jit(jax.value_and_grad(loss))

    @jax.jit
    def product(params, vector, batch):
        hv = jax.jvp(lambda p: jax.grad(loss)(p, batch), (params,), (vector,))[1]
        return sum(jnp.vdot(v, h) for v, h in zip(jax.tree.leaves(vector), jax.tree.leaves(hv))), hv

    def train(params, state, batch):
        value, gradients = jax.value_and_grad(loss)(params, batch)
        updates, state = optimizer.update(gradients, state, params)
        return value, optax.apply_updates(params, updates), state

    train = jax.jit(train, donate_argnums=(0, 1))

    def step():
        if work["mode"] == "train":
            value, current["params"], current["state"] = jax.block_until_ready(train(**current, batch=batch))
        elif work["mode"] == "hvp":
            value, _ = jax.block_until_ready(product(current["params"], vector, batch))
        else:
            value, _ = jax.block_until_ready(gradient(current["params"], batch))
        return float(value)

    return {"parameters": sum(p.size for p in jax.tree.leaves(params)), "step": step}


def prepare_update(work):
    if "optax" not in work:
        raise Refusal("Optax has none that does the same")
    name = work["optax"]["name"]
    optimizer = getattr(optax, name, getattr(optax.contrib, name, None))(**work["optax"]["options"])
    gradients = [jnp.asarray(pattern(work["matrix"], 7 * i)) for i in range(MATRICES)]
    start = starting_values(work["matrix"])
    params = [jnp.array(start) for _ in range(MATRICES)]
    # Copies: what is donated may not be shared.
    current = {"params": params, "state": jax.tree.map(jnp.array, optimizer.init(params))}

    def update(params, state, gradients):
        updates, state = optimizer.update(gradients, state, params)
        return optax.apply_updates(params, updates), state

    update = jax.jit(update, donate_argnums=(0, 1))

    def step():
        result = jax.block_until_ready(update(**current, gradients=gradients))
        current["params"], current["state"] = result
        return 0.0

    outcome = lambda: float(jnp.abs(current["params"][0] - start).mean())
    return {"parameters": MATRICES * start.size, "step": step, "outcome": outcome}


prepare = lambda work: prepare_step(work) if work["kind"] == "step" else prepare_update(work)
serve({"title": f"JAX {jax.__version__} jit", "threads": threads, "note": f"optimizers are those of Optax {optax.__version__}"}, prepare)
