"""Families unary, binary and logic."""

import jax
import jax.numpy as jnp
from jax.scipy import special

from .harness import ANYTHING, FLOATS, NUMBERS, PAIRS, SHAPES, Family

SPECIAL = "x[5]=NaN,Infinity,-Infinity,0,-0"
TINY = "x[5]=0.0001220703125,-0.0001220703125,9.5367431640625e-7,-9.5367431640625e-7,0"
LARGE = "x[4]=-100,-30,30,100"
HALVES = "x[9]=-2.5,-1.5,-0.5,-0.25,0,0.5,1.5,2.5,3.75"


def softplus(x):
    return jnp.logaddexp(x, 0.0)


def unary():
    family = Family()

    def method(name, fn, kinds=FLOATS, range="", tiny=False, large=False, halves=False):
        for shape in SHAPES:
            family.add(name, f"[{shape}]", f"x[{shape}]{range}", fn, kinds)
        if name not in ("erfInv", "clip"):
            family.add(name, "special values", SPECIAL, fn, order=0)
        if tiny:
            family.add(name, "near 0", TINY, fn, order=0)
        if large:
            family.add(name, "large values", LARGE, fn, order=0)
        if halves:
            family.add(name, "halves", HALVES, fn, order=0)

    method("neg", lambda x: -x, NUMBERS)
    family.add("neg", "signed zero", "x[2]=0,-0", lambda x: 1 / -x, order=0)
    method("abs", jnp.abs, NUMBERS)
    # The derivative at 0 is 0, as in PyTorch; JAX takes 1.
    family.add("abs", "at 0", "x[3]=-1,0,1", lambda x: x * jax.lax.stop_gradient(jnp.sign(x)))
    method("sign", jnp.sign, NUMBERS)
    method("floor", jnp.floor, halves=True)
    method("ceil", jnp.ceil, halves=True)
    method("round", jnp.round, halves=True)
    method("exp", jnp.exp)
    method("expm1", jnp.expm1, tiny=True)
    method("log", jnp.log, range=":0.5:2.5")
    family.add("log", "below 0", "x[1]=-1", jnp.log, order=0)
    method("log1p", jnp.log1p, range=":-0.5:1.5", tiny=True)
    method("sqrt", jnp.sqrt, range=":0.5:2.5")
    method("rsqrt", jax.lax.rsqrt, range=":0.5:2.5")
    method("sin", jnp.sin)
    method("cos", jnp.cos)
    method("tanh", jnp.tanh, large=True)
    method("sigmoid", jax.nn.sigmoid, large=True)
    method("erf", special.erf, large=True)
    method("erfInv", special.erfinv, range=":-0.5:0.5")
    family.add("erfInv", "tails", "x[4]=-0.9990234375,-0.96875,0.984375,0.9990234375", special.erfinv, order=0)
    method("relu", jax.nn.relu)
    family.add("relu", "at 0", "x[3]=-1,0,1", jax.nn.relu)
    method("square", jnp.square, NUMBERS)
    method("softplus", softplus, large=True)
    family.add("softplus", "at 0", "x[1]=0", softplus, order=0)
    clip = lambda low=None, high=None: lambda x: jnp.clip(x, low, high)  # noqa: E731
    method("clip", clip(-1, 1), NUMBERS)
    family.add("clip", "from below", "x[2,3]", clip(0), NUMBERS)
    family.add("clip", "from above", "x[2,3]", clip(None, 1), NUMBERS)
    family.add("clip", "no bounds", "x[2,3]", lambda x: x, NUMBERS)
    family.add("clip", "infinite values", "x[3]=-Infinity,0,Infinity", clip(-1, 2), order=0)
    return family


def binary():
    family = Family()
    limits = "x[10]=NaN,1,NaN,Infinity,-Infinity,Infinity,0,1,-1,-Infinity x[10]=1,NaN,NaN,Infinity,Infinity,1,0,-0,0,0"

    def method(name, fn, kinds=NUMBERS, ranges=("", ""), special=True):
        for a, b in PAIRS:
            family.add(name, f"[{a}] [{b}]", f"x[{a}]{ranges[0]} x[{b}]{ranges[1]}", fn, kinds)
        if special:
            family.add(name, "special values", limits, fn, order=0)

    method("add", jnp.add)
    family.add("add", "one operand twice", "x[2,3]", lambda x: x + x, NUMBERS)
    family.add("add", "literal", "x[2,3]", lambda x: 2 + (x + 1), NUMBERS)
    method("sub", jnp.subtract)
    family.add("sub", "literal", "x[2,3]", lambda x: 1 - (x - 3), NUMBERS)
    method("mul", jnp.multiply)
    family.add("mul", "one operand twice", "x[2,3]", lambda x: x * x, NUMBERS)
    family.add("mul", "literal", "x[2,3]", lambda x: 3 * (x * 2), NUMBERS)
    method("div", jnp.divide, FLOATS, ("", ":0.5:2.5"))
    family.add("div", "literal", "x[2,3]:0.5:2.5", lambda x: 1 / (x / 4))
    method("pow", jnp.power, FLOATS, (":0.5:2.5", ""), special=False)
    family.add("pow", "whole exponents", "x[4]=-2,-2,0,0 x[4]=3,2,2,0", jnp.power, order=0)
    family.add("pow", "one", "x[3]=1,1,NaN x[3]=NaN,Infinity,0", jnp.power, order=0)
    for n in range(1, 5):
        family.add("pow", f"exponent {n}", "x[6]", lambda x, n=n: x**n)
    family.add("pow", "exponent 2 at 0", "x[2]=0,1", lambda x: x**2)
    family.add("pow", "exponent -0.5", "x[2,3]:0.5:2.5", lambda x: x**-0.5)
    family.add("pow", "literal base", "x[2,3]", lambda x: jnp.power(2.0, x))
    ties = "x[4]=1,-1,0,2 x[4]=1,-1,0.5,1"
    method("maximum", jnp.maximum)
    family.add("maximum", "ties", ties, jnp.maximum)
    family.add("maximum", "literal", "x[2,3]", lambda x: jnp.maximum(x, 0), NUMBERS)
    method("minimum", jnp.minimum)
    family.add("minimum", "ties", ties, jnp.minimum)
    family.add("minimum", "literal", "x[2,3]", lambda x: jnp.minimum(0, x), NUMBERS)
    lerp = lambda a, b, w: a + w * (b - a)  # noqa: E731
    family.add("lerp", "tensors", "x[2,3] x[3] x[2,1]", lerp)
    family.add("lerp", "literal weight", "x[2,3] x[2,3]", lambda a, b: lerp(a, b, 0.25))
    family.add("lerp", "empty", "x[0,3] x[3] x[]", lerp)
    return family


def logic():
    family = Family()
    mixed = "x[9]=1,2,3,NaN,NaN,0,Infinity,Infinity,-Infinity x[9]=1,3,2,NaN,1,-0,Infinity,-Infinity,-Infinity"
    wide = "x[5]=16777217,-2147483648,2147483647,-2147483648,7 x[5]=16777216,2147483647,2147483647,-2147483647,7"
    comparisons = {
        "equal": (jnp.equal, ANYTHING), "notEqual": (jnp.not_equal, ANYTHING),
        "less": (jnp.less, NUMBERS), "lessEqual": (jnp.less_equal, NUMBERS),
        "greater": (jnp.greater, NUMBERS), "greaterEqual": (jnp.greater_equal, NUMBERS),
    }  # fmt: skip
    for name, (fn, kinds) in comparisons.items():
        for a, b in PAIRS:
            family.add(name, f"[{a}] [{b}]", f"x[{a}] x[{b}]", fn, kinds, 0)
        family.add(name, "special values", mixed, fn, FLOATS, 0)
        family.add(name, "wide integers", wide, fn, ("int32",), 0)
        family.add(name, "literal", "x[4]=-1,0,1,2", lambda x, fn=fn: fn(x, x * 0 + 1), NUMBERS, 0)
    for name, fn in {"logicalAnd": jnp.logical_and, "logicalOr": jnp.logical_or, "logicalXor": jnp.logical_xor}.items():
        for a, b in PAIRS:
            family.add(name, f"[{a}] [{b}]", f"x[{a}] x[{b}]", fn, ("bool",), 0)
    for shape in SHAPES:
        family.add("logicalNot", f"[{shape}]", f"x[{shape}]", jnp.logical_not, ("bool",), 0)
    for name, fn in {"isNaN": jnp.isnan, "isFinite": jnp.isfinite}.items():
        for shape in SHAPES:
            family.add(name, f"[{shape}]", f"x[{shape}]", fn, order=0)
        family.add(name, "special values", "x[5]=NaN,Infinity,-Infinity,0,1", fn, order=0)
    choices = [
        ("", "", ""), ("4", "4", "4"), ("2,1", "3", ""), ("", "2,3", "3"), ("3", "2,1", "2,3"), ("2,1,2", "2,1", "1,1,1"),
        ("1,2,1,2,1", "2,1,2,1,2", "2"), ("0", "1", ""), ("2,1", "2,0", "1"),
    ]  # fmt: skip
    for c, a, b in choices:
        family.add("where", f"[{c}] [{a}] [{b}]", f"b[{c}] x[{a}] x[{b}]", jnp.where, ANYTHING)
    family.add("where", "literal branches", "b[2,3] x[2,3]", lambda c, x: jnp.where(c, x * 2, 0), NUMBERS)
    family.add("where", "branch not taken", "b[4]=1,0,1,0 x[4]=1,NaN,2,Infinity x[4]=NaN,3,-Infinity,4", jnp.where)
    family.add("where", "from a comparison", "x[2,3] x[3]", lambda a, b: jnp.where(a < b, a * b, b), NUMBERS)
    family.add("where", "wide integers", "b[2]=1,0 x[2]=16777217,1 x[2]=1,-2147483647", jnp.where, ("int32",))
    targets = {"float32": jnp.float64, "float16": jnp.float64, "int32": jnp.int32, "bool": jnp.bool_}
    for name, to in targets.items():
        for shape in SHAPES:
            order = 2 if to == jnp.float64 else 0
            family.add("cast", f"[{shape}] to {name}", f"x[{shape}]", lambda x, to=to: x.astype(to), ANYTHING, order)
    truncates = "x[8]=-1.75,-1,-0.5,-0,0.5,0.75,1.5,1000"
    family.add("cast", "truncates", truncates, lambda x: x.astype(jnp.int32), order=0)
    family.add("cast", "anything but 0 is true", "x[6]=NaN,0,-0,0.0625,-3,Infinity", lambda x: x.astype(bool), order=0)
    small = "x[3]=5.9604644775390625e-8,0.00006097555160522461,0"
    family.add("cast", "small halves", small, lambda x: x.astype(jnp.float16).astype(jnp.float64), order=0)
    return family
