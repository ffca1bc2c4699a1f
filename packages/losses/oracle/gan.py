"""GAN losses and penalties in torch, by the official implementations' formulas. Writes src/fixtures/gan.json."""

import torch
import torch.nn.functional as F
from cases import case, wave, write

r, f = wave([6]), wave([6], 1.5, 2.0)
x, fake, w = wave([3, 4]), wave([3, 4], 1.0, 0.9), wave([4, 5], 0.5, 0.6)
sp = F.softplus


def critic(x, w):
    return torch.tanh(x @ w).pow(2).sum(1) + (x @ w).sum(1)


def slope2(x, w):
    x = x if x.requires_grad else x.detach().requires_grad_()
    return torch.autograd.grad(critic(x, w).sum(), x, create_graph=True)[0].square().sum(1)


def penalty(x, w, one_sided=False):
    excess = slope2(x, w).sqrt() - 1
    return 10 * (F.relu(excess) if one_sided else excess) ** 2


def bce(z, label):
    return F.binary_cross_entropy_with_logits(z, torch.full_like(z, label), reduction="none")


def path_length(latents, w, noise):
    """stylegan2-ada-pytorch training/loss.py, from a mean length of 0.3; weight 2, decay 0.01."""
    images = torch.tanh(latents.sum(1) @ w).reshape(3, 1, 1, 5) * 3
    slopes = torch.autograd.grad((images * noise / 5**0.5).sum(), latents, create_graph=True)[0]
    lengths = slopes.square().sum(2).mean(1).sqrt()
    mean = 0.3 + 0.01 * (lengths.mean() - 0.3)
    return (lengths - mean).square() * 2


write(
    "gan",
    {
        "nonSaturatingGan discriminator": case(lambda r, f: sp(-r) + sp(f), r, f),
        "nonSaturatingGan discriminator, labels": case(lambda r, f: bce(r, 0.9) + bce(f, 0.1), r, f),
        "nonSaturatingGan generator": case(lambda f: sp(-f), f),
        "saturatingGan generator": case(lambda f: torch.log(1 - torch.sigmoid(f)), f),
        "leastSquaresGan discriminator": case(lambda r, f: 0.5 * (r - 0.9) ** 2 + 0.5 * (f + 1) ** 2, r, f),
        "leastSquaresGan generator": case(lambda f: 0.5 * (f - 1) ** 2, f),
        "wassersteinGan discriminator": case(lambda r, f: f - r, r, f),
        "wassersteinGan generator": case(lambda f: -f, f),
        "hingeGan discriminator": case(lambda r, f: F.relu(1 - r) + F.relu(1 + f), r, f),
        "hingeGan generator": case(lambda f: -f, f),
        "relativisticGan discriminator": case(lambda r, f: bce(r - f, 1.0), r, f),
        "relativisticGan generator": case(lambda r, f: bce(f - r, 1.0), r, f),
        "relativisticAverageGan discriminator": case(lambda r, f: (bce(r - f.mean(), 1.0) + bce(f - r.mean(), 0.0)) / 2, r, f),
        "relativisticAverageGan generator": case(lambda r, f: (bce(r - f.mean(), 0.0) + bce(f - r.mean(), 1.0)) / 2, r, f),
        "gradientPenalty": case(penalty, x, w),
        "gradientPenalty one-sided": case(lambda x, w: penalty(x, w, True), 0.2 * x, w),
        "r1Penalty": case(lambda x, w: 2.5 * slope2(x, w), x, w),
        "r2Penalty": case(lambda x, w: 16 * 5.0 * slope2(x, w), x, w),
        "r3gan": case(lambda x, y, w: sp(critic(y, w) - critic(x, w)) + 0.75 * (slope2(x, w) + slope2(y, w)), x, fake, w),
        "pathLength": case(path_length, wave([3, 2, 4], 0.4), w, wave([3, 1, 1, 5], 1.0, 0.2), fixed=[2]),
        "featureMatching": case(
            lambda x, y: ((x.detach().mean(0) - y.mean(0)) ** 2).mean() + ((x.detach().tanh().mean(0) - y.tanh().mean(0)) ** 2).mean(),
            x, fake, fixed=[0],
        ),
        "began discriminator": case(lambda r, f: r.mean() - 0.4 * f.mean(), r.abs(), f.abs()),
        "began generator": case(lambda f: f.mean(), f.abs()),
    },
)
