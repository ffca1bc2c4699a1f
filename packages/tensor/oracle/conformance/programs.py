"""Families control, random and autodiff."""

import jax
import jax.numpy as jnp
from jax import lax

from .harness import ANYTHING, FLOATS, Family

INT = ("int32",)


def control():
    family = Family()
    stop = lax.stop_gradient
    family.add("stopGradient", "one factor", "x[2,3]", lambda x: x * x * stop(x))
    family.add("stopGradient", "everything", "x[3]", lambda x: stop(jnp.exp(x)))
    family.add("stopGradient", "empty", "x[0]", lambda x: stop(x) * x)
    family.add("alias", "a second name", "x[2,3]", lambda x: x * x)
    family.add("barrier", "after a value", "x[2,3] f[2]", lambda x, after: x, ANYTHING)
    family.add("barrier", "scalar", "x[] f[2]", lambda x, after: x, ANYTHING)
    family.add("barrier", "both uses", "x[3] x[2]", lambda x, after: jnp.exp(x) * jnp.exp(x))
    family.add("barrier", "after itself", "x[3]", lambda x: x * x)
    return family


SEVEN = "i[2]=0,7"
LARGE = "i[2]=-1640531527,1013904242"


def key(words):
    return jax.random.wrap_key_data(lax.bitcast_convert_type(words, jnp.uint32))


def words(k):
    return lax.bitcast_convert_type(jax.random.key_data(k), jnp.int32)


def bits(k, shape):
    return lax.bitcast_convert_type(jax.random.bits(k, shape, jnp.uint32), jnp.int32)


def uniform(k, shape, low=0.0, high=1.0):
    return jax.random.uniform(k, shape, jnp.float32, low, high).astype(jnp.float64)


def normal(k, shape):
    return jax.random.normal(k, shape, jnp.float32).astype(jnp.float64)


def truncated(k, shape, low=-2.0, high=2.0):
    return jax.random.truncated_normal(k, low, high, shape, jnp.float32)


def random():
    family = Family()

    def add(method, name, inputs, fn, kinds=FLOATS, order=0):
        family.add(method, name, inputs, lambda k, *rest: fn(key(k), *rest), kinds, order)

    add("bits", "vector", SEVEN, lambda k: bits(k, (5,)), INT)
    add("bits", "matrix, large key", LARGE, lambda k: bits(k, (2, 3)), INT)
    add("bits", "scalar", SEVEN, lambda k: bits(k, ()), INT)
    add("bits", "empty", SEVEN, lambda k: bits(k, (0, 2)), INT)
    add("uniform", "vector", SEVEN, lambda k: uniform(k, (6,)), order=2)
    add("uniform", "range", LARGE, lambda k: uniform(k, (2, 3), -3, 5), order=2)
    add("uniform", "scaled", f"{SEVEN} x[6]", lambda k, x: uniform(k, (6,)) * x * x, order=2)
    add("uniform", "empty", SEVEN, lambda k: uniform(k, (0,)), order=2)
    add("normal", "vector", SEVEN, lambda k: normal(k, (6,)), order=2)
    add("normal", "rank 5", LARGE, lambda k: normal(k, (1, 2, 1, 2, 2)), order=2)
    noisy = lambda k, x: normal(k, (2, 3)) * jnp.exp(x) + x  # noqa: E731
    add("normal", "noise added to an operand", f"{SEVEN} x[2,3]", noisy, order=2)
    add("truncatedNormal", "default bounds", SEVEN, lambda k: truncated(k, (8,)))
    add("truncatedNormal", "given bounds", LARGE, lambda k: truncated(k, (8,), 0.5, 1.0))
    # A float32 probability: JAX draws in the precision of p.
    coin = lambda k, p, shape: jax.random.bernoulli(k, jnp.asarray(p, jnp.float32), shape)  # noqa: E731
    add("bernoulli", "number", SEVEN, lambda k: coin(k, 0.25, (12,)), order=2)
    add("bernoulli", "tensor", f"{SEVEN} x[3]:0:1", lambda k, p: coin(k, p, (4, 3)))
    dropout = lambda k, x: (coin(k, 0.5, (2, 3)) * x / 0.5) ** 2  # noqa: E731
    add("bernoulli", "dropout", f"{SEVEN} x[2,3]", dropout, order=2)
    gumbel = lambda k, shape: jax.random.gumbel(k, shape, jnp.float32)  # noqa: E731
    add("gumbel", "vector", SEVEN, lambda k: gumbel(k, (6,)))
    add("gumbel", "matrix", LARGE, lambda k: gumbel(k, (2, 3)))
    draw = lambda axis: lambda k, x: jax.random.categorical(k, x.astype(jnp.float32), axis).astype(jnp.int32)  # noqa: E731
    add("categorical", "rows", f"{SEVEN} x[5,4]", draw(-1))
    add("categorical", "columns", f"{LARGE} x[4,3]", draw(0))
    permute = lambda k, n: jax.random.permutation(k, n).astype(jnp.int32)  # noqa: E731
    add("permutation", "ten", SEVEN, lambda k: permute(k, 10), INT)
    add("permutation", "one", SEVEN, lambda k: permute(k, 1), INT)
    add("permutation", "shuffled rows", f"{LARGE} x[4,2]", lambda k, x: x[permute(k, 4)], INT)
    add("split", "two", SEVEN, lambda k: list(words(jax.random.split(k))), INT)
    add("split", "three", LARGE, lambda k: list(words(jax.random.split(k, 3))), INT)
    add("split", "twice", SEVEN, lambda k: list(words(jax.random.split(jax.random.split(k)[1]))), INT)
    add("split", "used", SEVEN, lambda k: [bits(each, (3,)) for each in jax.random.split(k)], INT)
    fold = jax.random.fold_in
    add("foldIn", "number", SEVEN, lambda k: words(fold(k, 123)), INT)
    add("foldIn", "tensor", f"{LARGE} i[]=65537", lambda k, step: bits(fold(k, step), (3,)), INT)
    add("foldIn", "computed", f"{SEVEN} i[]=5", lambda k, step: bits(fold(k, step + 1), (3,)), INT)
    literal = lambda: [words(jax.random.key(1234567890123)), bits(jax.random.key(42), (3,))]  # noqa: E731
    family.add("key", "literal", "", literal, INT, 0)
    return family


def wave(x):
    return jnp.sum(jnp.sin(x) * jnp.exp(0.5 * x))


def layer(x, w):
    return jnp.tanh(x @ w)


@jax.custom_vjp
def straight_through(x):
    return jnp.sign(x)


straight_through.defvjp(lambda x: (straight_through(x), x), lambda x, g: (g * (jnp.abs(x) < 1),))


@jax.custom_vjp
def product(a, b):
    return a * b, a + b


# The forward rule calls the function itself, so that second derivatives see the given rule there too, as in PyTorch.
product.defvjp(
    lambda a, b: (product(a, b), (a, b)),
    lambda saved, g: (2 * g[0] * saved[1] + g[1], 3 * g[0] * saved[0]),
)


def both(fn, *args):
    y, back = jax.vjp(fn, *args)
    return lambda g: [y, *back(g)]


def autodiff():
    family = Family()
    add = family.add
    grad = jax.grad
    add("grad", "once", "x[2,3]", grad(wave))
    add("grad", "twice", "x[3]", grad(lambda x: jnp.sum(grad(wave)(x) * x)))
    add("grad", "three times", "x[]", grad(grad(grad(wave))))
    tree = lambda x, w, b: grad(lambda p: jnp.mean(layer(x, p[0]) + p[1]))((w, b))  # noqa: E731
    add("grad", "tree", "x[2,3] x[3,2] x[2]", tree)
    add("grad", "of the inner variable alone", "x[3]", lambda x: grad(lambda y: jnp.sum(x * y * y))(x))
    add("grad", "of nothing", "x[0]", grad(wave))
    add("grad", "no dependence", "x[2] x[2]", lambda x, y: jnp.zeros(2) + y)
    add("valueAndGrad", "once", "x[2,3]", jax.value_and_grad(wave))

    def extras(x, w):
        (value, y), g = jax.value_and_grad(lambda p: (jnp.mean(layer(x, p)), layer(x, p)), has_aux=True)(w)
        return value, g, y

    add("valueAndGrad", "with extras", "x[2,3] x[3,2]", extras)
    add("vjp", "layer", "x[2,3] x[3,2] x[2,2]", lambda x, w, g: both(layer, x, w)(g))
    add("jvp", "layer", "x[2,3] x[3,2] x[2,3] x[3,2]", lambda x, w, tx, tw: jax.jvp(layer, (x, w), (tx, tw)))
    add("jvp", "of a gradient", "x[3] x[3]", lambda x, t: jax.jvp(grad(wave), (x,), (t,))[1])
    cut = lambda y: jnp.sum(jnp.exp(jnp.pad(y[:, ::2], [(1, 0), (0, 1)])), 1)  # noqa: E731
    add("jvp", "slice, pad and reduce", "x[2,4] x[2,4]", lambda x, t: jax.jvp(cut, (x,), (t,))[1])
    add("jvp", "no dependence", "x[2] x[2]", lambda x, t: t)
    hvp = lambda fn, x, v: jax.jvp(grad(fn), (x,), (v,))[1]  # noqa: E731
    add("hvp", "wave", "x[2,2] x[2,2]", lambda x, v: hvp(wave, x, v))
    add("hvp", "layer", "x[2,3] x[3,2] x[3,2]", lambda x, w, v: hvp(lambda p: jnp.sum(layer(x, p)), w, v))
    diagonal = lambda x: jnp.diag(jax.hessian(lambda y: jnp.sum(y**3))(x))  # noqa: E731
    for probes in (1, 3):
        add("hessianDiagonal", f"{probes} probes", "x[4]", diagonal)
    add("checkpoint", "block", "x[2,3] x[3,3]", lambda x, w: layer(layer(x, w), w))
    add("checkpoint", "captured values", "x[2,3] x[3,3]", lambda x, w: layer(x, w) * x)
    add("checkpoint", "nested", "x[3]", lambda x: jnp.exp(jnp.sin(x)) * x)
    add("checkpoint", "chain", "x[2,2] x[2,2]", lambda x, w: layer(layer(layer(x, w), w), w))
    add("checkpoint", "several results", "x[3]", lambda x: (jnp.sin(x), jnp.exp(x)))
    add("customGradient", "straight-through", "x[2,3]", straight_through)
    add("customGradient", "two results", "x[3] x[3]", product)
    add("customGradient", "one of two results", "x[3] x[3]", lambda a, b: product(a, b)[0] * a)
    return family
