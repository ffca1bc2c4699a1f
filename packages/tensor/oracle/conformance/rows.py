"""Families reduce, order, softmax, movement, indexing and creation."""

import json

import jax
import jax.numpy as jnp
from jax import lax

from .harness import ANYTHING, FLOATS, NUMBERS, Family, ints

CALLS = [
    ("", None, False), ("5", None, False), ("5", 0, True), ("2,3", None, False), ("2,3", 0, False), ("2,3", -1, False),
    ("2,3", 1, True), ("2,3", [], False), ("2,1,3", 1, False), ("2,3,2", [0, 2], False), ("2,3,2", [0, -1], True),
    ("1,2,2,2", [1, 3], False), ("2,1,2,1,2", [0, 2, 3], False), ("2,1,2,1,2", None, True), ("0,3", 1, False),
]  # fmt: skip
EMPTY = [("0", None, False), ("0,3", 0, False), ("2,0", 1, True)]
INT = ("int32",)


def show(axes):
    return "all" if axes is None else json.dumps(axes, separators=(",", ":"))


def prod(x, axis=None, keepdims=False):
    """By repeated multiplication, whose derivatives are right at 0."""
    axes = range(x.ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    for a in axes:
        total = jnp.ones_like(lax.index_in_dim(x, 0, a)) if x.shape[a] else jnp.ones([1 if i == a % x.ndim else d for i, d in enumerate(x.shape)], x.dtype)
        for k in range(x.shape[a]):
            total = total * lax.index_in_dim(x, k, a)
        x = total
    return x if keepdims else jnp.squeeze(x, tuple(a % x.ndim for a in axes)) if x.ndim else x


def norm(x, axis=None, keepdims=False):
    square = jnp.sum(x * x, axis, keepdims=keepdims)
    return jnp.where(square > 0, jnp.sqrt(jnp.where(square > 0, square, 1)), 0)


def reduce():
    family = Family()

    def method(name, fn, kinds=NUMBERS, empty=False):
        for shape, axes, kept in CALLS + (EMPTY if empty else []):
            axis = tuple(axes) if isinstance(axes, list) else axes
            run = (lambda x: x) if axes == [] and name not in ("variance", "norm") else lambda x, a=axis, k=kept: fn(x, axis=a, keepdims=k)
            label = f"[{shape}] axes {show(axes)}{' kept' if kept else ''}"
            family.add(name, label, f"x[{shape}]", run, kinds)

    def infinite(name, fn):
        run = lambda x: fn(x, axis=1)  # noqa: E731
        family.add(name, "infinite values", "x[3,2]=-Infinity,1,Infinity,1,-Infinity,-Infinity", run, order=0)

    def extreme(name, fn):
        method(name, fn)
        run = lambda x: fn(x, axis=1)  # noqa: E731
        family.add(name, "ties", "x[2,4]=1,1,0,-1,2,-1,-1,2", run)
        infinite(name, fn)
        family.add(name, "wide integers", "x[2,3]=16777217,16777216,-2147483648,2147483647,5,2147483646", run, INT)

    total = lambda x, axis=None, keepdims=False: jnp.sum(x, axis, dtype=x.dtype, keepdims=keepdims)  # noqa: E731
    method("sum", total, empty=True)
    family.add("sum", "wide integers", "x[3]=16777216,1,1", total, INT)
    infinite("sum", total)
    family.add("sum", "many", "x[500]:0:1", total)
    extreme("max", jnp.max)
    extreme("min", jnp.min)
    method("mean", jnp.mean, FLOATS)
    method("variance", jnp.var, FLOATS)
    method("prod", prod, empty=True)
    family.add("prod", "one zero", "x[4]=0,2,3,1.5", prod)
    family.add("prod", "two zeros", "x[4]=0,2,0,1.5", prod)
    method("logSumExp", jax.scipy.special.logsumexp, FLOATS)
    large = "x[2,3]=1000,1000,999,-1000,-1001,-1000"
    family.add("logSumExp", "large values", large, lambda x: jax.scipy.special.logsumexp(x, axis=1))
    infinite("logSumExp", jax.scipy.special.logsumexp)
    method("norm", norm, FLOATS, empty=True)
    family.add("norm", "at 0", "x[2,3]=0,0,0,3,0,4", lambda x: norm(x, axis=1), order=1)
    return family


AXES = [("5", 0), ("5", -1), ("2,4", 0), ("2,4", 1), ("2,3,2", 1), ("1,2,3,2", 2), ("2,1,2,3,2", -2), ("1,1", 0), ("0,3", 1)]
EMPTY_AXES = [("0", 0), ("2,0,3", 1)]
TIED = "x[3,6]=2,1,2,1,2,0,0,0,0,0,0,0,3,-3,3,-3,1,1"
WIDE = "x[5]=16777217,16777216,-2147483648,2147483647,2147483646"


def argsort(x, axis, descending=False):
    return jnp.argsort(x, axis=axis, stable=True, descending=descending).astype(jnp.int32)


def sort(x, axis, descending=False):
    return jnp.take_along_axis(x, argsort(x, axis, descending), axis)


def cumsum(x, axis, reverse=False, exclusive=False):
    if x.size == 0:
        return x
    y = jnp.flip(x, axis) if reverse else x
    y = jnp.cumsum(y, axis, dtype=x.dtype) - (y if exclusive else 0)
    return jnp.flip(y, axis) if reverse else y


def top_k(x, k, axis):
    order = lax.slice_in_dim(argsort(x, axis, True), 0, k, axis=axis)
    return jnp.take_along_axis(x, order, axis), order


def order():
    family = Family()

    def over(method, fn, axes=AXES, suffix="", order=2):
        for shape, axis in axes:
            family.add(method, f"[{shape}] axis {axis}{suffix}", f"x[{shape}]", lambda x, a=axis: fn(x, a), NUMBERS, order)

    def ties(method, name, fn, order):
        for axis in (0, 1):
            family.add(method, f"{name} axis {axis}", TIED, lambda x, a=axis: fn(x, a), NUMBERS, order)

    pick = lambda fn: lambda x, a: fn(x, axis=a).astype(jnp.int32)  # noqa: E731
    over("argmax", pick(jnp.argmax), order=0)
    ties("argmax", "ties", pick(jnp.argmax), 0)
    family.add("argmax", "wide integers", WIDE, lambda x: jnp.argmax(x, axis=-1).astype(jnp.int32), INT)
    over("argmin", pick(jnp.argmin), order=0)
    ties("argmin", "ties", pick(jnp.argmin), 0)
    over("cumsum", cumsum)
    over("cumsum", cumsum, EMPTY_AXES)
    for reverse, exclusive in [(True, False), (False, True), (True, True)]:
        suffix = f"{' reverse' if reverse else ''}{' exclusive' if exclusive else ''}"
        run = lambda x, a, r=reverse, e=exclusive: cumsum(x, a, r, e)  # noqa: E731
        over("cumsum", run, [("5", 0), ("2,3,2", 1), ("2,3", -1)], suffix)
    down = lambda fn: lambda x, a: fn(x, a, True)  # noqa: E731
    over("argsort", argsort, order=0)
    over("argsort", argsort, EMPTY_AXES, order=0)
    over("argsort", down(argsort), suffix=" descending", order=0)
    ties("argsort", "ties", argsort, 0)
    ties("argsort", "ties descending", down(argsort), 0)
    family.add("argsort", "wide integers", WIDE, lambda x: argsort(x, -1), INT)
    over("sort", sort)
    over("sort", down(sort), [("5", 0), ("2,3,2", 1)], " descending")
    ties("sort", "ties", sort, 1)
    for shape, k, axis in [("6", 3, 0), ("2,4", 2, -1), ("4,2", 3, 0), ("2,3,2", 1, 1), ("2,3", 0, 1), ("3", 3, 0)]:
        run = lambda x, k=k, a=axis: top_k(x, k, a)  # noqa: E731
        family.add("topK", f"[{shape}] k {k} axis {axis}", f"x[{shape}]", run, NUMBERS)
    family.add("topK", "ties", TIED, lambda x: top_k(x, 4, -1), NUMBERS, 1)
    return family


def softmax():
    family = Family()
    calls = [("4", 0), ("1", 0), ("2,3", -1), ("2,3", 0), ("2,3,2", 1), ("2,1,3,2", 2), ("1,2,1,3,2", -2), ("0,3", 1), ("2,0", 1)]
    for name, fn in {"softmax": jax.nn.softmax, "logSoftmax": jax.nn.log_softmax}.items():
        for shape, axis in calls:
            run = (lambda x: x) if 0 in ints(shape) else lambda x, a=axis, fn=fn: fn(x, axis=a)
            family.add(name, f"[{shape}] axis {axis}", f"x[{shape}]", run)
        family.add(name, "large values", "x[2,3]=1000,999,1000,-1000,-1000,-998", fn)
        family.add(name, "masked", "x[2,4]=1,-Infinity,0,-Infinity,-Infinity,-Infinity,2,-Infinity", fn, order=0)
    masked = "x[2,3]=1,-Infinity,0,-Infinity,-Infinity,2"
    family.add("softmax", "derivative of masked", masked, jax.nn.softmax, order=1)
    for name, fn in {"standardize": standardize, "inverseDeviation": inverse_deviation}.items():
        for shape, count in [("4", 1), ("2,3", 1), ("2,3,2", 2), ("2,1,3,2", 1), ("0,3", 1)]:
            empty = (lambda x: x) if name == "standardize" else lambda x: x[:, :1]
            run = empty if 0 in ints(shape) else lambda x, n=count, fn=fn: fn(x, n)
            family.add(name, f"[{shape}] axes {count}", f"x[{shape}]", run)
        far = "x[2,4]=1000,1001,1002,1003,-500,-500.5,-501,-502"
        family.add(name, "far from 0", far, lambda x, fn=fn: fn(x, 1), order=0)
    return family


def standardize(x, count):
    axes = tuple(range(x.ndim - count, x.ndim))
    return (x - jnp.mean(x, axes, keepdims=True)) * inverse_deviation(x, count)


def inverse_deviation(x, count):
    axes = tuple(range(x.ndim - count, x.ndim))
    centred = x - jnp.mean(x, axes, keepdims=True)
    return 1 / jnp.sqrt(jnp.mean(centred * centred, axes, keepdims=True) + 0.1)


def flat(order):
    return ",".join(str(p) for p in order)


def movement():
    family = Family()
    wide = "x[2,2]=16777217,-2147483648,2147483647,-16777219"
    unchanged = "x[2,3]=NaN,Infinity,-Infinity,-0,1.401298464324817e-45,3.4028234663852886e38"

    def add(method, name, inputs, fn):
        family.add(method, name, inputs, fn, ANYTHING)

    def both(method, fn):
        family.add(method, "wide integers", wide, fn, INT)
        family.add(method, "values pass unchanged", unchanged, fn, order=0)

    reshapes = [
        ("", [1, 1]), ("1", []), ("6", [2, 3]), ("2,3", [3, -1]), ("2,3,2", [2, 1, 6]), ("2,1,2,1,2", [8]),
        ("4", [1, 2, 1, 2, 1]), ("0,3", [3, 0]), ("2,0", [0]),
    ]  # fmt: skip
    for a, b in reshapes:
        add("reshape", f"[{a}] to [{flat(b)}]", f"x[{a}]", lambda x, b=b: x.reshape(b))
    both("reshape", lambda x: x.reshape(-1))
    transposes = [
        ("5", [0]), ("2,3", None), ("2,3,4", None), ("2,3,4", [1, 0, 2]), ("2,3,4", [0, 2, 1]), ("2,3,4", [2, 0, 1]),
        ("2,1,3,2", [0, 2, 3, 1]), ("2,1,3,1,2", [4, 2, 0, 3, 1]), ("2,0,3", [2, 0, 1]), ("2,3", [-1, 0]),
    ]  # fmt: skip
    for shape, by in transposes:
        label = f"[{shape}] by {'reversal' if by is None else flat(by)}"
        add("transpose", label, f"x[{shape}]", lambda x, by=by: jnp.transpose(x, by))
    both("transpose", jnp.transpose)
    broadcasts = [
        ("", [3]), ("", [2, 1, 2]), ("3", [2, 3]), ("2,1", [2, 3]), ("1,3", [2, 3]), ("2,1,2", [3, 2, 2, 2]),
        ("1,2,1,2,1", [2, 2, 3, 2, 2]), ("1", [0]), ("", [2, 0]), ("0", [2, 0]),
    ]  # fmt: skip
    for a, b in broadcasts:
        add("broadcastTo", f"[{a}] to [{flat(b)}]", f"x[{a}]", lambda x, b=b: jnp.broadcast_to(x, b))
    both("broadcastTo", lambda x: jnp.broadcast_to(x, (2, *x.shape)))
    s = slice
    cuts = [
        ("range", "6", (s(1, 4),)), ("from the back", "6", (s(-3, -1),)), ("step", "7", (s(None, None, 3),)),
        ("step with a rest", "8", (s(1, 7, 4),)), ("one axis", "3,4", (s(None), s(2, None))),
        ("several axes", "3,4", (s(0, 2), s(1, None, 2))), ("rank 3", "3,2,5", (s(2, None), s(None), s(1, 5, 3))),
        ("rank 5", "2,3,2,1,4", (s(None), s(None, None, 2), s(None), s(None), s(1, None, 2))), ("nothing", "4", (s(2, 2),)),
        ("of nothing", "0,3", (s(None), s(1, None))), ("everything", "2,3", (s(None),)),
    ]  # fmt: skip
    for name, shape, at in cuts:
        add("slice", name, f"x[{shape}]", lambda x, at=at: x[at])
    both("slice", lambda x: x[:, 1:])

    def pad(x, widths, value=0):
        return jnp.pad(x, widths, constant_values=value) if x.ndim else x

    add("pad", "both sides", "x[3]", lambda x: pad(x, [(1, 2)]))
    add("pad", "rank 2 with a value", "x[2,3]", lambda x: pad(x, [(1, 0), (0, 2)], 1))
    add("pad", "rank 4", "x[1,2,2,1]", lambda x: pad(x, [(0, 0), (1, 0), (0, 1), (2, 0)]))
    add("pad", "scalar", "x[]", lambda x: x)
    add("pad", "of nothing", "x[0,2]", lambda x: pad(x, [(1, 1), (0, 1)], 1))
    add("pad", "to nothing", "x[2,0]", lambda x: pad(x, [(1, 1), (0, 0)]))

    def interior(name, shape, low, high, gaps, value=0):
        config = list(zip(low, high, gaps))
        fill = lambda x: jnp.asarray(value, x.dtype)  # noqa: E731
        add("pad", name, f"x[{shape}]", lambda x: lax.pad(x, fill(x), config))

    interior("between neighbours", "3", [0], [0], [2])
    interior("between neighbours and around", "2,3", [1, 0], [0, 2], [1, 3], 1)
    interior("rank 5 between neighbours", "1,2,1,2,2", [0, 0, 1, 0, 0], [0, 1, 0, 0, 0], [0, 1, 0, 2, 1])
    interior("one element has no neighbours", "1", [1], [0], [4])
    both("pad", lambda x: pad(x, [(1, 0), (0, 1)]))
    join = lambda axis: lambda *xs: jnp.concatenate(xs, axis)  # noqa: E731
    add("concat", "rank 1", "x[2] x[3]", join(0))
    add("concat", "rank 2, first axis", "x[1,3] x[2,3]", join(0))
    add("concat", "rank 2, last axis", "x[2,1] x[2,3] x[2,2]", join(-1))
    add("concat", "rank 5", "x[1,2,1,2,1] x[1,2,2,2,1]", join(2))
    add("concat", "one", "x[2,3]", lambda x: x)
    add("concat", "the same twice", "x[2,3]", lambda x: jnp.concatenate([x, x], 1))
    add("concat", "an empty part", "x[2,2] x[2,0] x[2,1]", join(1))
    add("concat", "only empty parts", "x[0,2] x[0,2]", join(0))
    both("concat", lambda x: jnp.concatenate([x, x]))
    flips = [
        ("5", None), ("2,3", None), ("2,3", 0), ("2,3", -1), ("2,3,2", (0, 2)), ("2,1,2,1,3", (2, 4)), ("0,3", 0), ("", ()),
    ]  # fmt: skip
    for shape, axes in flips:
        label = "all" if axes is None else flat(axes) if isinstance(axes, tuple) else axes
        add("flip", f"[{shape}] axes {label}", f"x[{shape}]", lambda x, a=axes: jnp.flip(x, a))
    both("flip", jnp.flip)
    stack = lambda axis: lambda *xs: jnp.stack(xs, axis)  # noqa: E731
    add("stack", "scalars", "x[] x[]", stack(0))
    add("stack", "first axis", "x[2,3] x[2,3]", stack(0))
    add("stack", "last axis", "x[2,3] x[2,3]", stack(-1))
    add("stack", "rank 4", "x[1,2,1,2] x[1,2,1,2] x[1,2,1,2]", stack(2))
    add("stack", "empty", "x[0,2] x[0,2]", stack(1))
    add("splitAxis", "equal parts", "x[6]", lambda x: jnp.split(x, 3))
    add("splitAxis", "given sizes", "x[2,5]", lambda x: jnp.split(x, [1, 4], 1))
    add("splitAxis", "an empty part", "x[3,2]", lambda x: jnp.split(x, [3], 0))
    add("splitAxis", "rank 5", "x[1,2,4,1,2]", lambda x: jnp.split(x, 2, 2))
    for shape, axis in [("", 0), ("3", 0), ("3", -1), ("2,3", 1), ("0", 0)]:
        add("expandDims", f"[{shape}] axis {axis}", f"x[{shape}]", lambda x, a=axis: jnp.expand_dims(x, a))
    for shape, axis in [("1", None), ("1,3,1", None), ("1,3,1", 0), ("1,3,1", -1), ("1,0", 0)]:
        label = "all" if axis is None else axis
        add("squeeze", f"[{shape}] axis {label}", f"x[{shape}]", lambda x, a=axis: jnp.squeeze(x, a))
    return family


def scatter(size, axis):
    """Adds updates into zeros along `axis`, which the indices' axes replace in the updates."""

    def run(u, at):
        shape = (*u.shape[:axis], size, *u.shape[axis + at.ndim :])
        return jnp.zeros(shape, u.dtype).at[(slice(None),) * axis + (at,)].add(u)

    return run


def scatter_along(size, axis):
    def run(u, at):
        grid = list(jnp.indices(u.shape, sparse=True))
        grid[axis] = at
        shape = tuple(size if i == axis else d for i, d in enumerate(u.shape))
        return jnp.zeros(shape, u.dtype).at[tuple(grid)].add(u)

    return run


def indexing():
    family = Family()
    search = lambda table, x: jnp.searchsorted(table, x).astype(jnp.int32)  # noqa: E731
    family.add("searchSorted", "[2,3]", "x[5]=-1.5,-0.5,0,0.75,1.5 x[2,3]", search, order=0)
    family.add("searchSorted", "ties and ends", "x[3]=-1,1,1 x[6]=-2,-1,0,1,2,Infinity", search, order=0)
    family.add("searchSorted", "scalar", "x[1]=0 x[]", search, order=0)
    family.add("searchSorted", "empty", "x[2]=0,1 x[0]", search, order=0)
    gathers = [
        ("5", "4", 0), ("5", "", 0), ("4,3", "2", 0), ("4,3", "2,3", 0), ("3,4", "3", 1), ("3,4", "", -1), ("2,3,2", "2,2", 1),
        ("2,1,3,1,2", "4", 2), ("3,2", "0", 0), ("0,3", "2", 1),
    ]  # fmt: skip
    for shape, at, axis in gathers:
        inputs = f"x[{shape}] i[{at}]<{ints(shape)[axis]}"
        family.add("gather", f"[{shape}] at [{at}] axis {axis}", inputs, lambda x, i, a=axis: jnp.take(x, i, axis=a), ANYTHING)
    take = lambda x, i: jnp.take(x, i, axis=0)  # noqa: E731
    family.add("gather", "one row several times", "x[3,2] i[4]=1,1,2,1", take, ANYTHING)
    family.add("gather", "wide integers", "x[3]=16777217,-2147483648,2147483647 i[3]=2,0,1", take, INT)
    family.add("gather", "not finite", "x[3]=NaN,1,Infinity i[2]=1,2", take, order=0)
    scatters = [("5", "8", 0, "8"), ("3,2", "4", 0, "4,2"), ("2,3", "2,2", 1, "2,2,2"), ("2,3,2", "", 1, "2,2"), ("2,3", "0", 0, "0,3")]
    for shape, at, axis, updates in scatters:
        size = ints(shape)[axis]
        run = lambda x, i, u, a=axis, s=size: x + scatter(s, a)(u, i)  # noqa: E731
        inputs = f"x[{shape}] i[{at}]<{size} x[{updates}]"
        family.add("scatterAdd", f"[{shape}] at [{at}] axis {axis}", inputs, run, NUMBERS)
    family.add("scatterAdd", "alone", "x[4,2] i[4]=1,1,0,1", scatter(3, 0), NUMBERS)
    takes = [
        ("5", "3", 0), ("2,4", "2,3", 1), ("4,2", "6,2", 0), ("2,3,2", "2,1,2", 1), ("1,2,1,3,2", "1,2,1,4,2", -2), ("2,3", "2,0", 1),
        ("0,3", "0,2", 1),
    ]  # fmt: skip
    for shape, at, axis in takes:
        inputs = f"x[{shape}] i[{at}]<{ints(shape)[axis]}"
        run = lambda x, i, a=axis: jnp.take_along_axis(x, i, a)  # noqa: E731
        family.add("takeAlongAxis", f"[{shape}] at [{at}] axis {axis}", inputs, run, ANYTHING)
    alongs = [("4", 0, 3), ("2,3", 1, 2), ("4,2", 0, 2), ("2,3,2", 1, 4), ("1,2,1,3,2", 3, 2), ("2,0", 1, 3)]
    for shape, axis, size in alongs:
        inputs = f"x[{shape}] i[{shape}]<{size}"
        family.add("scatterAddAlongAxis", f"[{shape}] axis {axis} to {size}", inputs, scatter_along(size, axis), NUMBERS)
    return family


def one_hot(depth, axis=-1):
    return lambda i, x: jax.nn.one_hot(i, depth, axis=axis, dtype=x.dtype if x.dtype != bool else jnp.int32).astype(x.dtype)


def creation():
    family = Family()

    def meets(method, name, shape, make, kinds):
        run = lambda x: [make(x), jnp.concatenate([make(x).reshape(-1), x.reshape(-1)])]  # noqa: E731
        family.add(method, name, f"x[{shape}]", run, kinds, 0)

    meets("full", "fill", "2,3", lambda x: jnp.full((2, 3), 1, x.dtype), NUMBERS)
    meets("full", "empty", "0", lambda x: jnp.full((0,), 1, x.dtype), NUMBERS)
    meets("zeros", "fill", "2,3", lambda x: jnp.zeros((2, 3), x.dtype), ANYTHING)
    meets("zeros", "scalar", "", lambda x: jnp.zeros((), x.dtype), ANYTHING)
    meets("ones", "fill", "2,3", lambda x: jnp.ones((2, 3), x.dtype), ANYTHING)
    meets("ones", "rank 5", "1,2,1,2,1", lambda x: jnp.ones((1, 2, 1, 2, 1), x.dtype), ANYTHING)
    meets("zerosLike", "matrix", "2,3", jnp.zeros_like, ANYTHING)
    meets("zerosLike", "empty", "0,3", jnp.zeros_like, ANYTHING)
    meets("onesLike", "matrix", "2,3", jnp.ones_like, ANYTHING)
    meets("onesLike", "scalar", "", jnp.ones_like, ANYTHING)
    family.add("arange", "alone", "", lambda: jnp.arange(5, dtype=jnp.int32), FLOATS, 0)
    family.add("arange", "with an operand", "x[4]", lambda x: jnp.array([3, 1, -1, -3], x.dtype) + x, NUMBERS, 0)
    family.add("arange", "empty", "", lambda: jnp.arange(0, dtype=jnp.int32), FLOATS, 0)
    family.add("iota", "small", "x[6]", lambda x: lax.iota(jnp.int32, 6) + x, INT, 0)
    family.add("iota", "large", "x[]", lambda x: (lax.iota(jnp.int32, 70001) + x)[69998:], INT, 0)
    family.add("eye", "square", "x[3,3]", lambda x: jnp.eye(3, dtype=x.dtype) * x, NUMBERS, 0)
    family.add("eye", "wide", "x[2,4]", lambda x: jnp.eye(2, 4, dtype=x.dtype) + x, NUMBERS, 0)
    family.add("eye", "tall", "x[3,2]", lambda x: jnp.eye(3, 2, dtype=x.dtype) + x, NUMBERS, 0)
    family.add("oneHot", "vector", "i[4]<3 x[]", one_hot(3), ANYTHING, 0)
    family.add("oneHot", "matrix, first axis", "i[2,2]<4 x[]", one_hot(4, 0), ANYTHING, 0)
    family.add("oneHot", "scalar", "i[]<3 x[]", one_hot(3), ANYTHING, 0)
    family.add("oneHot", "out of range", "i[4]=-1,0,2,3 x[]", one_hot(3), ANYTHING, 0)
    family.add("oneHot", "empty", "i[0]<3 x[]", one_hot(3), ANYTHING, 0)
    for shape, k in [("3,3", 0), ("2,4", 1), ("4,2", -1), ("2,3,3", 0), ("3,3", -5), ("3,3", 5), ("0,3", 0)]:
        for name, fn in {"tril": jnp.tril, "triu": jnp.triu}.items():
            family.add(name, f"[{shape}] diagonal {k}", f"x[{shape}]", lambda x, k=k, fn=fn: fn(x, k), ANYTHING)
    return family
