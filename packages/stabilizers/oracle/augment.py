"""DiffAugment and StyleGAN2-ADA's transformations by the papers' formulas, from given random numbers, with torch's gradients.
Writes src/fixtures/augment.json. Run: python packages/stabilizers/oracle/augment.py"""

import math

import numpy as np
import torch
from common import numbers, wave, write
from torch.nn.functional import conv2d, grid_sample, pad

rng = np.random.default_rng(0)


def with_gradient(fn, x):
    x = x.clone().requires_grad_()
    y = fn(x)
    (y * wave(y.shape, 1.0, 1.1)).sum().backward()
    return {"shape": list(x.shape), "output": numbers(y), "gradient": numbers(x.grad)}


# DiffAugment: the official formulas with their random numbers as arguments.
def color(x, b, s, c):
    b, s, c = (v.reshape(-1, 1, 1, 1) for v in (b, s, c))
    x = x + (b - 0.5)
    m = x.mean(dim=1, keepdim=True)
    x = (x - m) * (s * 2) + m
    m = x.mean(dim=[1, 2, 3], keepdim=True)
    return (x - m) * (c + 0.5) + m


def translation(x, u, v, ratio):
    h, w = x.shape[2:]
    sx, sy = int(h * ratio + 0.5), int(w * ratio + 0.5)
    out = torch.zeros_like(x)
    for n in range(len(x)):
        tx, ty = int(u[n] * (2 * sx + 1)) - sx, int(v[n] * (2 * sy + 1)) - sy
        p = pad(x[n], (sy, sy, sx, sx))
        out[n] = p[:, sx + tx : sx + tx + h, sy + ty : sy + ty + w]
    return out


def cutout(x, u, v, ratio):
    h, w = x.shape[2:]
    ch, cw = int(h * ratio + 0.5), int(w * ratio + 0.5)
    mask = torch.ones(len(x), h, w)
    for n in range(len(x)):
        ox, oy = int(u[n] * (h + 1 - ch % 2)), int(v[n] * (w + 1 - cw % 2))
        gx = (torch.arange(ch) + ox - ch // 2).clamp(0, h - 1)
        gy = (torch.arange(cw) + oy - cw // 2).clamp(0, w - 1)
        for i in gx:
            mask[n, i, gy] = 0
    return x * mask[:, None]


def uniforms(count, n):
    return [torch.tensor(rng.random(n)) for _ in range(count)]


def diff(name, fn, draws, shape, *ratio):
    row = with_gradient(lambda x: fn(x, *draws, *ratio), wave(shape, 1.0, 0.3))
    return {"name": name, "draws": [numbers(d) for d in draws], "ratio": list(ratio), **row}


# ADA, as in the paper's appendix B; the random numbers in the order in which the port asks for them.
class Draws:
    def __init__(self, n):
        self.n, self.log = n, []

    def take(self, values):
        self.log.append(values.tolist())
        return torch.tensor(values)

    def u(self):
        return self.take(rng.random(self.n))

    def normal(self):
        return self.take(rng.standard_normal(self.n))


def matrix(*rows):
    n = next(len(v) for row in rows for v in row if torch.is_tensor(v))
    as_tensor = lambda v: v if torch.is_tensor(v) else torch.full((n,), float(v))
    return torch.stack([torch.stack([as_tensor(v) for v in row], -1) for row in rows], -2)


translate2d = lambda x, y: matrix([1, 0, x], [0, 1, y], [0, 0, 1])
scale2d = lambda x, y: matrix([x, 0, 0], [0, y, 0], [0, 0, 1])
rotate2d = lambda a: matrix([a.cos(), (-a).sin(), 0], [a.sin(), a.cos(), 0], [0, 0, 1])


def rotate3d(v, a):
    vx, vy, vz = v[:3]
    s, c = a.sin(), a.cos()
    cc = 1 - c
    return matrix(
        [vx * vx * cc + c, vx * vy * cc - vz * s, vx * vz * cc + vy * s, 0],
        [vy * vx * cc + vz * s, vy * vy * cc + c, vy * vz * cc - vx * s, 0],
        [vz * vx * cc - vy * s, vz * vy * cc + vx * s, vz * vz * cc + c, 0],
        [0, 0, 0, 1],
    )


def blit(d, p, h, w):
    g = d.u() < p
    i = torch.where(g, (d.u() * 2).floor(), 0.0)
    m = scale2d(1 / (1 - 2 * i), 1)
    g = d.u() < p
    i = torch.where(g, (d.u() * 4).floor(), 0.0)
    m = m @ rotate2d(math.pi / 2 * i)
    g = d.u() < p
    x, y = (torch.where(g, (d.u() * 2 - 1) * 0.125, 0.0) for _ in range(2))
    return m @ translate2d(-(x * w).round(), -(y * h).round())


def warp(d, p, h, w):
    g = d.u() < p
    s = torch.where(g, torch.exp2(d.normal() * 0.2), 1.0)
    m = scale2d(1 / s, 1 / s)
    rot = 1 - math.sqrt(max(0.0, 1 - p))
    g = d.u() < rot
    m = m @ rotate2d(torch.where(g, (d.u() * 2 - 1) * math.pi, 0.0))
    g = d.u() < p
    s = torch.where(g, torch.exp2(d.normal() * 0.2), 1.0)
    m = m @ scale2d(1 / s, s)
    g = d.u() < rot
    m = m @ rotate2d(torch.where(g, (d.u() * 2 - 1) * math.pi, 0.0))
    g = d.u() < p
    x, y = (torch.where(g, d.normal() * 0.125, 0.0) for _ in range(2))
    return m @ translate2d(-x * w, -y * h)


def recolor(d, p):
    v = torch.tensor([1.0, 1.0, 1.0, 0.0]) / math.sqrt(3)
    vv = v.outer(v)
    choose = lambda g, value, neutral: torch.where(g, value, neutral)
    g = d.u() < p
    b = choose(g, d.normal() * 0.2, 0.0)
    c = matrix([1, 0, 0, b], [0, 1, 0, b], [0, 0, 1, b], [0, 0, 0, 1])
    g = d.u() < p
    s = choose(g, torch.exp2(d.normal() * 0.5), 1.0)
    c = matrix([s, 0, 0, 0], [0, s, 0, 0], [0, 0, s, 0], [0, 0, 0, 1]) @ c
    g = d.u() < p
    i = choose(g, (d.u() * 2).floor(), 0.0)
    c = (torch.eye(4) - 2 * vv * i[:, None, None]) @ c
    g = d.u() < p
    c = rotate3d(v, choose(g, (d.u() * 2 - 1) * math.pi, 0.0)) @ c
    g = d.u() < p
    s = choose(g, torch.exp2(d.normal()), 1.0)
    return (vv + (torch.eye(4) - vv) * s[:, None, None]) @ c


# The scaling filter of sym6 as PyWavelets has it.
SYM6 = torch.tensor(
    [0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633, 0.4910559419267466,
     0.787641141030194, 0.3379294217276218, -0.07263752278646252, -0.021060292512300564, 0.04472490177066578,
     0.0017677118642428036, -0.007800708325034148]
)  # fmt: skip


def filtered(x, taps):
    """Correlation along both axes, each channel by itself."""
    n, ch, h, w = x.shape
    y = conv2d(x.reshape(n * ch, 1, h, w), taps.reshape(1, 1, -1, 1))
    y = conv2d(y, taps.reshape(1, 1, 1, -1))
    return y.reshape(n, ch, *y.shape[2:])


def sample(x, m):
    """AugmentPipe's execution: upsample by the filter, grid_sample, downsample by its mirror image; the image stands in the
    midst of its mirror images, where the original pads by as much as it needs."""
    n, ch, h, w = x.shape
    k, f, edge = 8, SYM6 / SYM6.sum(), 3
    # 2k + 1 images in a row; an image's own start is an even number of periods away.
    index = lambda size: [abs((i + size - 1) % (2 * (size - 1)) - (size - 1)) if size > 1 else 0 for i in range(-k * size, (k + 1) * size)]
    wide = x[:, :, index(h)][:, :, :, index(w)]
    H, W = wide.shape[2:]
    zeros = torch.zeros(n, ch, H, 2, W, 2)
    zeros[:, :, :, 0, :, 0] = wide
    doubled = filtered(pad(zeros.reshape(n, ch, 2 * H, 2 * W), (6, 5, 6, 5)), 2 * f.flip(0))
    h2, w2 = 2 * (h + 2 * edge), 2 * (w + 2 * edge)
    ys, xs = torch.meshgrid(torch.arange(h2) + 0.5 - h2 / 2, torch.arange(w2) + 0.5 - w2 / 2, indexing="ij")
    # Doubled: scaled by 2 about the middle, and moved by half a step for the filter's even length.
    at = m @ torch.stack([(xs.flatten() + 0.5) / 2, (ys.flatten() + 0.5) / 2, torch.ones(h2 * w2)])
    at = at[:, :2] * 2 - 0.5
    assert at[:, 0].abs().max() < W - 12 and at[:, 1].abs().max() < H - 12
    grid = torch.stack([at[:, 0] / W, at[:, 1] / H], -1).reshape(n, h2, w2, 2)
    fine = grid_sample(doubled, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    return filtered(fine[:, :, 1:-1, 1:-1], f)[:, :, ::2, ::2]


def ada(name, shape, p, policy):
    n, ch, h, w = shape
    d = Draws(n)
    m, c = torch.eye(3).expand(n, 3, 3), None
    if "blit" in policy:
        m = m @ blit(d, p, h, w)
    if "geometry" in policy:
        m = m @ warp(d, p, h, w)
    if "color" in policy:
        c = recolor(d, p)

    def run(x):
        y = sample(x, m)
        if c is None:
            return y
        if ch == 3:
            return (c[:, :3, :3] @ y.reshape(n, 3, -1) + c[:, :3, 3:]).reshape(shape)
        k = c[:, :3, :].mean(dim=1, keepdim=True)
        return (y.reshape(n, 1, -1) * k[:, :, :3].sum(dim=2, keepdim=True) + k[:, :, 3:]).reshape(shape)

    return {"name": name, "p": p, "policy": policy, "draws": d.log, **with_gradient(run, wave(shape, 1.0, 0.3))}


n = 5
everything = ["blit", "geometry", "color"]
write(
    "augment",
    diff=[
        diff("color", color, uniforms(3, n), [n, 3, 4, 4]),
        diff("translation", translation, uniforms(2, n), [n, 2, 6, 5], 0.25),
        diff("translation", translation, uniforms(2, n), [n, 2, 6, 5], 0.0),
        diff("cutout", cutout, uniforms(2, n), [n, 2, 6, 5], 0.5),
        diff("cutout", cutout, uniforms(2, n), [n, 2, 5, 6], 0.25),
    ],
    ada=[
        ada("blit", [n, 2, 6, 6], 1.0, ["blit"]),
        ada("geometry", [n, 2, 6, 5], 1.0, ["geometry"]),
        ada("color", [n, 3, 2, 3], 1.0, ["color"]),
        ada("gray", [n, 1, 2, 3], 1.0, ["color"]),
        ada("all, half the time", [n, 3, 5, 6], 0.5, everything),
        ada("never", [n, 3, 4, 4], 0.0, everything),
    ],
)
