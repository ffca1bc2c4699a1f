"""Families matmul, linalg, conv, pool and einsum."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from .harness import Family, ints


def swap(x, flag):
    return jnp.swapaxes(x, -1, -2) if flag else x


def matmul():
    family = Family()

    def over(name, a, b):
        for ta, tb in [(False, False), (True, False), (False, True), (True, True)]:
            left = f"{a[0]}{a[2]},{a[1]}" if ta else f"{a[0]}{a[1]},{a[2]}"
            right = f"{b[0]}{b[2]},{b[1]}" if tb else f"{b[0]}{b[1]},{b[2]}"
            shown = f"{'aᵀ' if ta else 'a'} {'bᵀ' if tb else 'b'}"
            fn = lambda x, y, ta=ta, tb=tb: jnp.matmul(swap(x, ta), swap(y, tb))  # noqa: E731
            family.add("matmul", f"{name} {shown}", f"x[{left}] x[{right}]", fn)

    over("matrices", ("", 2, 3), ("", 3, 4))
    over("batch", ("2,", 2, 3), ("2,", 3, 2))
    over("batch by matrix", ("2,", 2, 3), ("", 3, 2))
    over("matrix by batch", ("", 2, 3), ("2,", 3, 2))
    over("batches broadcast", ("2,1,", 2, 2), ("3,", 2, 2))
    over("broadcast in the middle", ("2,1,2,", 1, 2), ("2,2,2,", 2, 2))
    over("broadcast both ways", ("2,1,", 2, 2), ("1,2,", 2, 1))
    plain = {
        "rank 5": "x[1,2,1,2,2] x[2,1,2,2,1]", "ones": "x[1,1] x[1,1]", "row by column": "x[1,4] x[4,1]",
        "column by row": "x[3,1] x[1,2]", "vector by vector": "x[3] x[3]", "vector by matrix": "x[3] x[3,2]",
        "matrix by vector": "x[2,3] x[3]", "vector by batch": "x[3] x[2,3,2]", "batch by vector": "x[2,2,3] x[3]",
        "no rows": "x[0,3] x[3,2]", "no inner": "x[2,0] x[0,3]", "no columns": "x[2,3] x[3,0]", "no batch": "x[0,2,3] x[3,2]",
    }  # fmt: skip
    for name, inputs in plain.items():
        family.add("matmul", name, inputs, jnp.matmul)
    family.add("matmul", "square", "x[3,3]", lambda a: a @ a)
    family.add("matmul", "gram", "x[2,3]", lambda a: a.T @ a)
    family.add("matmul", "transposed operands", "x[3,2] x[4,3]", lambda a, b: a.T @ b.T)
    family.add("matmul", "infinite", "x[1,2]=Infinity,0 x[2,1]=1,1", jnp.matmul, order=0)
    return family


def eigh(x):
    """The largest element of each eigenvector, the first of several, is positive."""
    values, vectors = jnp.linalg.eigh(x, symmetrize_input=True)
    fixed = lax.stop_gradient(vectors)
    largest = jnp.argmax(jnp.abs(fixed) > jnp.max(jnp.abs(fixed), -2, keepdims=True) * (1 - 1e-6), -2, keepdims=True)
    return values, vectors * jnp.sign(jnp.take_along_axis(fixed, largest, -2))


def qr(x):
    """JAX differentiates matrices with more rows than columns only; of others Q depends on the first columns."""
    rows, columns = x.shape[-2:]
    if rows >= columns:
        return jnp.linalg.qr(x)
    q = jnp.linalg.qr(x[..., :rows])[0]
    product = jnp.swapaxes(q, -1, -2) @ x
    return q, jnp.concatenate([jnp.triu(product[..., :rows]), product[..., rows:]], -1)


def linalg():
    family = Family()
    for shape in ["1,1", "2,2", "4,4", "2,3,3", "1,2,2,2"]:
        family.add("eigh", f"[{shape}]", f"x[{shape}]", eigh)
    family.add("eigh", "diagonal", "x[3,3]=2,0,0,0,-1,0,0,0,1", eigh)
    family.add("eigh", "a function of a matrix", "x[3,3]", lambda x: (lambda w, v: (v * jnp.tanh(w)) @ v.T)(*eigh(x)))
    family.add("eigh", "empty", "x[0,2,2]", eigh)
    for shape in ["1,1", "3,3", "4,2", "2,4", "2,3,2", "1,2,2,3"]:
        family.add("qr", f"[{shape}]", f"x[{shape}]", qr)
    family.add("qr", "triangular", "x[2,2]=-3,2,0,4", qr)
    family.add("qr", "empty", "x[0,3,2]", qr)
    for lower, transpose in itertools.product([False, True], [False, True]):
        name = f"{'lower' if lower else 'upper'}{' transposed' if transpose else ''}"
        solve = lambda a, b, lower=lower, transpose=transpose: lax.linalg.triangular_solve(  # noqa: E731
            a, b, left_side=True, lower=lower, transpose_a=transpose
        )
        for a, b in [("3,3", "3,2"), ("2,2,2", "2,2,3")]:
            family.add("triangularSolve", f"[{a}] [{b}] {name}", f"x[{a}]:0.5:2.5 x[{b}]", solve)
    family.add("triangularSolve", "empty", "x[0,2,2] x[0,2,1]", lambda a, b: b)
    return family


def per_axis(v, rank):
    return (v,) * rank if isinstance(v, int) else tuple(v)


def pads(padding, rank):
    if isinstance(padding, str):
        return padding.upper()
    return [(p, p) if isinstance(p, int) else tuple(p) for p in per_axis(padding, rank)]


def conv_of(strides=1, padding=0, dilations=1, groups=1):
    def run(x, w):
        rank = x.ndim - 2
        if x.size == 0:  # XLA's convolution of nothing has no derivative; take one element and drop it.
            y = jax.eval_shape(lambda a: run(a, w), jax.ShapeDtypeStruct((1, *x.shape[1:]), x.dtype))
            return jnp.zeros((0, *y.shape[1:])) + 0 * jnp.sum(x) + 0 * jnp.sum(w)
        return lax.conv_general_dilated(
            x, w, per_axis(strides, rank), pads(padding, rank), rhs_dilation=per_axis(dilations, rank), feature_group_count=groups
        )

    return run


WINDOWS = [
    ("1-d", "2,2,5", "3,2,3", {}),
    ("1-d stride", "1,2,7", "2,2,2", dict(strides=3)),
    ("1-d padding and dilation", "1,1,6", "2,1,3", dict(padding=[(2, 1)], dilations=2)),
    ("2-d", "2,2,4,5", "2,2,2,3", {}),
    ("2-d strides", "1,2,5,6", "2,2,3,2", dict(strides=[2, 3])),
    ("2-d stride leaves a rest", "1,1,6,5", "1,1,3,2", dict(strides=[2, 2])),
    ("2-d padding", "1,1,3,3", "2,1,2,2", dict(padding=1)),
    ("2-d asymmetric padding", "1,2,3,4", "1,2,2,3", dict(padding=[(1, 0), (0, 2)])),
    ("2-d same", "1,1,5,4", "2,1,3,2", dict(padding="same", strides=2)),
    ("2-d dilation", "1,1,5,6", "2,1,2,3", dict(dilations=[3, 2])),
    ("2-d all together", "2,2,6,7", "2,2,3,2", dict(strides=[2, 1], padding=[(2, 1), (0, 1)], dilations=[1, 3])),
    ("2-d groups", "1,4,3,3", "6,2,2,2", dict(groups=2)),
    ("2-d groups, stride, padding", "2,4,5,4", "2,2,3,2", dict(groups=2, strides=2, padding=[(1, 1), (1, 0)])),
    ("2-d depthwise", "1,3,4,4", "3,1,2,2", dict(groups=3)),
    ("2-d depthwise multiplier", "1,2,3,3", "4,1,2,2", dict(groups=2, dilations=2, padding=1)),
    ("2-d pointwise", "2,3,2,2", "2,3,1,1", {}),
    ("2-d kernel as large as the input", "2,2,3,2", "2,2,3,2", {}),
    ("2-d padding as large as the kernel", "1,1,2,2", "1,1,2,2", dict(padding=2)),
    ("3-d", "1,2,3,3,2", "2,2,2,2,1", {}),
    ("3-d all together", "1,2,3,4,3", "2,1,2,2,2",
     dict(groups=2, strides=[1, 2, 1], padding=[(0, 1), (1, 0), (0, 0)], dilations=[2, 1, 1])),
    ("empty batch", "0,2,4,4", "3,2,2,2", {}),
]  # fmt: skip

TRANSPOSED = [
    ("1-d", "2,2,3", "2,3,3", {}, 0),
    ("1-d stride and output padding", "1,2,3", "2,1,2", dict(strides=3), 2),
    ("2-d", "1,2,3,2", "2,2,2,3", {}, 0),
    ("2-d stride", "1,2,2,3", "2,1,3,3", dict(strides=[2, 1]), 0),
    ("2-d padding and output padding", "1,1,3,3", "1,2,3,3", dict(strides=2, padding=1), [1, 0]),
    ("2-d asymmetric padding", "1,1,3,3", "1,1,3,2", dict(strides=2, padding=[(1, 0), (0, 1)]), 0),
    ("2-d dilation", "1,1,2,3", "1,2,2,2", dict(dilations=[2, 3]), 0),
    ("2-d groups", "1,4,2,2", "4,3,2,2", dict(groups=2, strides=2), 0),
    ("3-d", "1,1,2,2,2", "1,2,2,1,2", dict(strides=[2, 1, 1]), 0),
    ("empty batch", "0,2,3,3", "2,1,2,2", {}, 0),
]


def conv_input(spatial, groups=1, **options):
    """The adjoint of a convolution in its input: y, w ↦ x̄."""

    def run(y, w):
        shape = (y.shape[0], w.shape[1] * groups, *spatial)
        if y.size == 0:
            return jnp.zeros(shape) + 0 * jnp.sum(y) + 0 * jnp.sum(w)
        return jax.vjp(lambda x: conv_of(groups=groups, **options)(x, w), jnp.zeros(shape))[1](y)[0]

    return run


def conv_filter(spatial, groups=1, **options):
    def run(x, y):
        shape = (y.shape[1], x.shape[1] // groups, *spatial)
        return jax.vjp(lambda w: conv_of(groups=groups, **options)(x, w), jnp.zeros(shape))[1](y)[0]

    return run


def transposed_size(x, w, options, extra):
    rank = len(x) - 2
    strides, dilations = per_axis(options.get("strides", 1), rank), per_axis(options.get("dilations", 1), rank)
    padding, extra = pads(options.get("padding", 0), rank), per_axis(extra, rank)
    return [
        (x[i + 2] - 1) * strides[i] - sum(padding[i]) + dilations[i] * (w[i + 2] - 1) + 1 + extra[i] for i in range(rank)
    ]


def conv():
    family = Family()
    for name, x, w, options in WINDOWS:
        family.add("conv", name, f"x[{x}] x[{w}]", conv_of(**options))
    for name, x, w, options, extra in TRANSPOSED:
        spatial = transposed_size(ints(x), ints(w), options, extra)
        family.add("convTranspose", name, f"x[{x}] x[{w}]", conv_input(spatial, **options))
    attributes = dict(strides=[2, 1], padding=[(1, 0), (0, 2)], dilations=[1, 2], groups=2)
    family.add("convInput", "2-d", "x[1,2,3,4] x[2,2,3,2]", conv_input([6, 4], **attributes))
    family.add("convFilter", "2-d", "x[1,4,6,4] x[1,2,3,4]", conv_filter([3, 2], **attributes))
    return family


def patches(x, kernel, strides, padding, dilations, fill):
    """Every window's elements along a new first axis, in row-major order of the kernel, and their plane positions."""
    rank = x.ndim - 2
    if padding == "SAME":
        sizes = x.shape[2:]
        need = [max(0, (-(-n // s) - 1) * s + d * (k - 1) + 1 - n) for n, s, d, k in zip(sizes, strides, dilations, kernel)]
        padding = [(t // 2, t - t // 2) for t in need]
    plane = jnp.arange(int(np.prod(x.shape[2:]))).reshape(x.shape[2:])
    x = jnp.pad(x, [(0, 0), (0, 0), *padding], constant_values=fill)
    plane = jnp.pad(plane, padding)
    count = [(n - d * (k - 1) - 1) // s + 1 for n, d, k, s in zip(x.shape[2:], dilations, kernel, strides)]
    taps, places = [], []
    for tap in itertools.product(*[range(k) for k in kernel]):
        at = tuple(
            slice(t * dilations[i], t * dilations[i] + (count[i] - 1) * strides[i] + 1, strides[i]) for i, t in enumerate(tap)
        )
        taps.append(x[(slice(None), slice(None), *at)])
        places.append(plane[at])
    return jnp.stack(taps), jnp.stack(places)


def window(x, kernel, strides=None, padding=0, dilations=1, fill=0.0):
    rank = x.ndim - 2
    kernel = per_axis(kernel, rank)
    return patches(x, kernel, per_axis(strides or kernel, rank), pads(padding, rank), per_axis(dilations, rank), fill)


def max_pool(x, kernel, **options):
    taps, _ = window(x, kernel, fill=-jnp.inf, **options)
    first = jnp.argmax(taps, axis=0, keepdims=True)
    return jnp.take_along_axis(taps, first, axis=0)[0]


def max_pool_indices(x, kernel, **options):
    taps, places = window(x, kernel, fill=-jnp.inf, **options)
    first = jnp.argmax(taps, axis=0)
    places = jnp.broadcast_to(places[:, None, None], taps.shape)
    return jnp.take_along_axis(places, first[None], axis=0)[0].astype(jnp.int32)


def avg_pool(x, kernel, **options):
    return jnp.mean(window(x, kernel, **options)[0], axis=0)


def unpool(spatial):
    def run(g, at):
        planes, size = g.shape[:2], int(np.prod(spatial))
        flat, where = g.reshape(*planes, -1), at.reshape(*planes, -1)
        n, c = jnp.ix_(jnp.arange(planes[0]), jnp.arange(planes[1]))
        out = jnp.zeros((*planes, size), g.dtype).at[n[..., None], c[..., None], where].add(flat)
        return out.reshape(*planes, *spatial)

    return run


POOLS = [
    ("1-d", "x[2,2,6]", 2, {}),
    ("1-d overlap and padding", "x[1,2,5]", 3, dict(strides=2, padding=1)),
    ("2-d", "x[2,2,4,6]", 2, {}),
    ("2-d kernel and strides", "x[1,2,5,6]", [2, 3], dict(strides=[1, 2])),
    ("2-d overlap", "x[1,1,5,5]", 3, dict(strides=1)),
    ("2-d gaps", "x[1,1,6,6]", 2, dict(strides=3)),
    ("2-d stride leaves a rest", "x[1,1,5,6]", [2, 4], {}),
    ("2-d asymmetric padding", "x[1,1,4,5]", [2, 3], dict(strides=2, padding=[(1, 0), (0, 2)])),
    ("2-d same", "x[1,1,5,4]", 3, dict(strides=2, padding="same")),
    ("2-d dilation", "x[1,1,6,5]", 2, dict(strides=1, dilations=[3, 2])),
    ("2-d all together", "x[2,1,6,7]", [3, 2], dict(strides=[2, 1], padding=[(1, 1), (0, 1)], dilations=[1, 2])),
    ("2-d below 0 with padding", "x[1,1,4,4]:-3:-1", 2, dict(strides=1, padding=1)),
    ("2-d global", "x[2,2,3,3]", 3, {}),
    ("3-d", "x[1,1,4,2,4]", 2, {}),
    ("3-d overlap and padding", "x[1,2,3,3,2]", 2, dict(strides=[1, 2, 1], padding=[(0, 1), (1, 0), (0, 0)])),
    ("empty batch", "x[0,2,4,4]", 2, {}),
]


def pool():
    family = Family()
    for name, inputs, kernel, options in POOLS:
        family.add("maxPool", name, inputs, lambda x, k=kernel, o=options: max_pool(x, k, **o))
        family.add("avgPool", name, inputs, lambda x, k=kernel, o=options: avg_pool(x, k, **o))
    tied = "x[1,1,2,4]=1,1,0,2,1,0,2,2"
    family.add("maxPool", "first of several maxima", tied, lambda x: max_pool(x, 2), order=1)
    overlapping = "x[1,1,6]=0,3,3,3,1,1"
    family.add("maxPool", "first of several maxima, overlapping", overlapping, lambda x: max_pool(x, 3, strides=1), order=1)
    window = dict(strides=[2, 1], padding=[(1, 0), (0, 1)], dilations=[1, 2])
    family.add("maxPoolIndices", "overlapping", "x[2,2,5,6]", lambda x: max_pool_indices(x, [3, 2], **window), order=0)
    family.add("maxPoolIndices", "apart", "x[1,2,4,6]", lambda x: max_pool_indices(x, 2), order=0)
    family.add("maxPoolIndices", "ties", tied, lambda x: max_pool_indices(x, 2), order=0)
    family.add("maxUnpool", "positions named several times", "x[1,2,2,3] i[1,2,2,3]<6", unpool([2, 3]))
    family.add("maxUnpool", "apart", "x[1,1,2,2] i[1,1,2,2]=1,2,12,11", unpool([4, 4]))
    return family


EQUATIONS = [
    ("ij,jk->ik", "x[2,3] x[3,2]"), ("ij,kj->ik", "x[2,3] x[2,3]"), ("bij,bjk->bik", "x[2,2,3] x[2,3,2]"),
    ("bhqd,bhkd->bhqk", "x[1,2,2,3] x[1,2,3,3]"), ("bqhd,bkhd->bhqk", "x[1,2,2,3] x[1,3,2,3]"), ("i,j->ij", "x[2] x[3]"),
    ("i,i->", "x[4] x[4]"), ("ij->ji", "x[2,3]"), ("ij->", "x[2,3]"), ("ij->j", "x[2,3]"), ("ii->i", "x[3,3]"),
    ("ii", "x[3,3]"), ("ijj->i", "x[2,3,3]"), ("ij,jk", "x[2,3] x[3,2]"), ("ij,ij->ij", "x[2,3] x[2,3]"),
    ("ij,ij->i", "x[2,3] x[2,3]"), ("...ij,...jk->...ik", "x[2,1,2,3] x[2,3,2]"), ("...i,i->...", "x[2,2,3] x[3]"),
    ("ij,jk,kl->il", "x[2,3] x[3,2] x[2,2]"), ("bi,ijk,bk->bj", "x[2,2] x[2,3,2] x[2,2]"),
    ("ijk,jil->kl", "x[2,3,2] x[3,2,2]"), ("ab,cd->abcd", "x[2,1] x[1,2]"), ("ij,jk->ik", "x[0,3] x[3,2]"),
    ("ij,jk->ik", "x[2,0] x[0,2]"),
]  # fmt: skip


def einsum():
    family = Family()
    for equation, inputs in EQUATIONS:
        family.add("einsum", f"{equation} {inputs}", inputs, lambda *xs, e=equation: jnp.einsum(e, *xs))
    return family
