"""Diffusion losses by the formulas of the official implementations. Writes src/fixtures/diffusion.json."""

import math

import torch
from cases import case, wave, write

x0, noise, pred = wave([3, 4], 0.9, 0.3), wave([3, 4], 1.5, 2.0), wave([3, 4], 1.2, 0.9)
f64 = lambda *x: torch.tensor(x, dtype=torch.float64)
ab, sigma = f64(0.9, 0.5, 0.05), f64(0.1, 1.0, 20.0)
col = lambda x: x[:, None]

# Four steps with betas 1e-3 … 0.4.
betas = f64(0.001, 0.05, 0.2, 0.4)
alpha_bar = (1 - betas).cumprod(0)
previous = torch.cat([f64(1.0), alpha_bar[:-1]])
variance = betas * (1 - previous) / (1 - alpha_bar)
log_variance = torch.cat([variance[1:2], variance[1:]]).log()


def cdf(x):
    return 0.5 * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)))


def hybrid(x0, noise, eps, v, t=(0, 1, 3), T=500):
    """improved-diffusion gaussian_diffusion.py: training_losses with RESCALED_MSE and learned-range variance."""
    t = torch.tensor(t)
    a, p, b, lv = (col(z[t]) for z in (alpha_bar, previous, betas, log_variance))
    xt = a.sqrt() * x0 + (1 - a).sqrt() * noise
    c1, c2 = b * p.sqrt() / (1 - a), (1 - p) * (1 - b).sqrt() / (1 - a)
    true_mean = c1 * x0 + c2 * xt
    start = (1 / a).sqrt() * xt - (1 / a - 1).sqrt() * eps.detach()
    mean = c1 * start + c2 * xt
    frac = (v + 1) / 2
    model = frac * b.log() + (1 - frac) * lv
    kl = 0.5 * (-1.0 + model - lv + torch.exp(lv - model) + (true_mean - mean) ** 2 * torch.exp(-model))
    inv = torch.exp(-0.5 * model)
    plus, minus = cdf(inv * (x0 - mean + 1 / 255)), cdf(inv * (x0 - mean - 1 / 255))
    log_p = torch.where(
        x0 < -0.999, plus.clamp(min=1e-12).log(),
        torch.where(x0 > 0.999, (1 - minus).clamp(min=1e-12).log(), (plus - minus).clamp(min=1e-12).log()),
    )
    vb = torch.where(col(t == 0), -log_p, kl).mean(1) / math.log(2.0)
    return ((noise - eps) ** 2).mean(1) + vb * T / 1000


snr = lambda a: a / (1 - a)
t = f64(0.1, 0.5, 0.9)
small = torch.cat([noise[:1] * 0 + 0.3, noise[1:]])
steps = [alpha_bar[[0, 1, 3]], previous[[0, 1, 3]], log_variance[[0, 1, 3]]]
write(
    "diffusion",
    {
        "diffusionTarget epsilon": case(lambda x, e, a: e + 0 * x, x0, noise, ab, fixed=[2]),
        "diffusionTarget x0": case(lambda x, e, a: x + 0 * e, x0, noise, ab, fixed=[2]),
        "diffusionTarget v": case(lambda x, e, a: col(a).sqrt() * e - col(1 - a).sqrt() * x, x0, noise, ab, fixed=[2]),
        "diffusionTarget score": case(lambda x, e, a: -e / col(1 - a).sqrt(), x0, noise, ab, fixed=[2]),
        "diffusionLoss": case(lambda p, y: ((p - y) ** 2).mean(1), pred, x0),
        "diffusionLoss weights": case(lambda p, y, w: w * ((p - y) ** 2).mean(1), pred, x0, f64(0.5, 2.0, 0.0), fixed=[2]),
        "minSnrWeight epsilon": case(lambda a: torch.minimum(snr(a), f64(2.0)) / snr(a), ab),
        "minSnrWeight x0": case(lambda a: torch.minimum(snr(a), f64(2.0)), ab),
        "minSnrWeight v": case(lambda a: torch.minimum(snr(a), f64(2.0)) / (snr(a) + 1), ab),
        # The score is −ε / √(1 − ᾱ): its squared error is that of ε over 1 − ᾱ.
        "minSnrWeight score": case(lambda a: torch.minimum(snr(a), f64(2.0)) / snr(a) * (1 - a), ab),
        "p2Weight": case(lambda a: 1 / (1 + snr(a)) ** 0.5, ab),
        "edmPreconditioning": case(
            lambda s: torch.cat([0.25 / (s**2 + 0.25), s * 0.5 / (s**2 + 0.25).sqrt(), 1 / (0.25 + s**2).sqrt(), s.log() / 4]), sigma
        ),
        "edmLoss": case(lambda d, x, s: (s**2 + 0.25) / (s * 0.5) ** 2 * ((d - x) ** 2).mean(1), pred, x0, sigma, fixed=[2]),
        "flowMatching": case(lambda n, x, t: torch.cat([col(t) * x + col(1 - t) * n, x - n]), noise, x0, t, fixed=[2]),
        "flowMatching optimal transport": case(
            lambda n, x, t: torch.cat([(1 - 0.9 * col(t)) * n + col(t) * x, x - 0.9 * n]), noise, x0, t, fixed=[2]
        ),
        "modeTimes": case(lambda u: 1 - u - 1.29 * (torch.cos(math.pi * u / 2) ** 2 - 1 + u), t),
        "priorPreservation": case(lambda a, b: a + 0.7 * b, f64(1.3).squeeze(), f64(0.4).squeeze()),
        "hybridDiffusion": case(lambda *x: hybrid(*x[:4]), x0, small, small + 0.3 * pred, 0.5 * pred, *steps, fixed=[0, 1, 4, 5, 6]),
    },
)
