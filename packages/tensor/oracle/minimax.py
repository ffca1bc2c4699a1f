"""Prints the coefficients in src/wasm/math: minimax approximations whose coefficients are single-precision numbers.

Run from this folder: python minimax.py. Needs numpy and mpmath. Fits are Lawson's: least squares, weighted again and again
by the error so far. Coefficients are then rounded one at a time, lowest power first, and the rest fitted anew each time.
"""

import mpmath
import numpy as np
from mpmath import mpf
from numpy.polynomial import chebyshev

mpmath.mp.dps = 40


class Problem:
    """P/Q near `target` on [a, b], with the greatest error times `weight` as small as can be."""

    def __init__(self, target, weight, a, b):
        self.a, self.b = a, b
        self.nodes = (a + b) / 2 - (b - a) / 2 * np.cos(np.pi * (np.arange(1500) + 0.5) / 1500)
        self.f = np.array([float(target(mpf(z))) for z in self.nodes])
        self.weight = np.array([float(weight(mpf(z))) for z in self.nodes])

    def fit(self, m, n=0, lowest=(), bottom=None):
        """P of degree m with the `lowest` coefficients given, Q of degree n or given as its values: error, P, Q."""
        f, z = self.f, self.nodes
        v = chebyshev.chebvander((2 * z - self.a - self.b) / (self.b - self.a), max(m, n))
        given = np.polyval(np.array(lowest)[::-1], z) if len(lowest) else np.zeros_like(z)
        free = m + 1 - len(lowest)
        top_columns = v[:, :free] * (z ** len(lowest))[:, None]
        columns = top_columns if bottom is not None else np.hstack([top_columns, -f[:, None] * v[:, 1 : n + 1]])
        right = (f if bottom is None else f * bottom) - given
        q_values = np.ones_like(z) if bottom is None else bottom
        q = np.ones(1)
        lawson = np.ones_like(z)
        best = (np.inf, None, None)
        for _ in range(300):
            row = np.sqrt(lawson) * self.weight / q_values
            scaled = columns * row[:, None]
            size = np.linalg.norm(scaled, axis=0)
            c = np.linalg.lstsq(scaled / size, right * row, rcond=1e-17)[0] / size
            if bottom is None:
                q = np.concatenate([[1], c[free:]])
                q_values = v[:, : n + 1] @ q
            error = np.abs((given + top_columns @ c[:free]) / q_values - f) * self.weight
            if error.max() < best[0]:
                best = (error.max(), c[:free], q)
            lawson = lawson * (error + 1e-3 * error.max())
            lawson /= lawson.sum()
        return best[0], [*lowest, *self.powers(best[1])], self.powers(best[2])

    def powers(self, c):
        """Coefficients of powers of z for a Chebyshev series on [a, b]."""
        a, b = self.a, self.b
        t = np.poly1d([2 / (b - a), -(a + b) / (b - a)])
        return sum((ck * t**k for k, ck in enumerate(chebyshev.cheb2poly(c))), np.poly1d([0.0])).c[::-1]

    def rounded(self, m, n=0):
        """Single-precision coefficients of P, and of Q with a last coefficient of 1."""
        q, bottom = [1.0], np.ones_like(self.nodes)
        if n:
            _, _, q = self.fit(m, n)
            q = np.float32(q / q[-1]).astype(float)
            bottom = np.polyval(q[::-1], self.nodes)
        p = []
        while len(p) <= m:
            _, full, _ = self.fit(m, lowest=p, bottom=bottom)
            p.append(float(np.float32(full[len(p)])))
        error = np.abs(np.polyval(p[::-1], self.nodes) / bottom - self.f) * self.weight
        return error.max(), p, q


def show(name, result):
    error, p, q = result
    print(f"{name}: weighted error {error * 2**24:.2f} · 2^-24")
    print("  top", [str(np.float32(c)) for c in p])
    if len(q) > 1:
        print("  bottom", [str(np.float32(c)) for c in q[:-1]])


def exp_curve(r):
    """(e^r − 1 − r)/r²"""
    return mpf(1) / 2 + r / 6 if abs(r) < 1e-12 else (mpmath.exp(r) - 1 - r) / r**2


def log_curve(z):
    """(2 artanh s − 2s)/s³, z = s²"""
    s = mpmath.sqrt(z)
    return (2 * mpmath.atanh(s) - 2 * s) / s**3


def saturating(function, scale, limit):
    """t = x·(slope + z·P/Q) with t/(scale/2 + t²/(2 scale)) the function; errors count as much as they change that."""
    slope = float(np.float32(float(mpmath.diff(function, 0)) * scale / 2))

    def half(z):
        """t/scale, and x"""
        x = mpmath.sqrt(z)
        y = function(x)
        return y / (1 + mpmath.sqrt((1 - y) * (1 + y))), x

    def target(z):
        h, x = half(z)
        return (scale * h / x - slope) / z

    def weight(z):
        h, x = half(z)
        return ((1 - h * h) / (1 + h * h) / (h / x) + mpf(10) ** -12) * z / scale

    print(f"slope {np.float32(slope)}, scale {np.float32(scale / 2)}, {np.float32(1 / (2 * scale))}")
    return Problem(target, weight, 0, limit**2)


h = float(mpmath.log(2))
s2 = float((3 - 2 * mpmath.sqrt(2)) ** 2)
# Twice the weight at −ln 2, where 1 + (r + r²·P) is rounded most, and half of it at ln 2.
show("exp", Problem(exp_curve, lambda r: r**2 / mpmath.exp(2 * r), -h, h).rounded(5))
show("expm1", Problem(exp_curve, lambda r: abs(r / (1 + r / 2 + r * r / 6)), -h / 2, h / 2).rounded(4))
show("log", Problem(log_curve, lambda z: z / 2, 0, s2).rounded(2))
show("tanh", saturating(mpmath.tanh, 2, 9).rounded(2, 2))
show("erf", saturating(mpmath.erf, 3.53125, 3.92).rounded(3, 3))
