"""Divergences, contrastive, image and preference losses in torch, by their papers' formulas or torch's own functions.

Writes src/fixtures/{divergence,contrastive,image,preference,penalty}.json.
"""

import torch
import torch.nn.functional as F
from cases import case, wave, write

a, b, c = wave([4, 3]), wave([4, 3], 1.0, 2.0), wave([4, 3], 1.5, 0.9)
labels = torch.tensor([0, 1, 0, 0, 2, 1])


def js(a, b):
    p, q = F.softmax(a, 1), F.softmax(b, 1)
    log_m = (0.5 * (p + q)).log()
    return 0.5 * (F.kl_div(log_m, p, reduction="none") + F.kl_div(log_m, q, reduction="none")).sum(1)


def distill(s, t, T):
    return F.kl_div(F.log_softmax(s / T, 1), F.softmax(t / T, 1).detach(), reduction="none").sum(1) * T * T


def mmd(x, y, widths, unbiased):
    k = lambda a, b: sum(torch.exp(-((a[:, None] - b[None]) ** 2).sum(2) / (2 * w * w)) for w in widths)

    def within(a):
        n = len(a)
        m = k(a, a)
        return (m.sum() - m.diagonal().sum()) / (n * (n - 1)) if unbiased else m.mean()

    return within(x) + within(y) - 2 * k(x, y).mean()


def nt_xent(a, b, t):
    """SimCLR's objective.py: both halves' logits, the diagonal of each with itself removed."""
    a, b, n = F.normalize(a, dim=1), F.normalize(b, dim=1), len(a)
    masks = torch.eye(n).double() * 1e9
    aa, bb = a @ a.T / t - masks, b @ b.T / t - masks
    ab, ba = a @ b.T / t, b @ a.T / t
    y = torch.arange(n)
    first = F.cross_entropy(torch.cat([ab, aa], 1), y, reduction="none")
    return torch.cat([first, F.cross_entropy(torch.cat([ba, bb], 1), y, reduction="none")])


def info_nce(q, k, extra=None):
    q, k = F.normalize(q, dim=1), F.normalize(k, dim=1)
    keys = k if extra is None else torch.cat([k, F.normalize(extra, dim=1)])
    return F.cross_entropy(q @ keys.T / 0.07, torch.arange(len(q)), reduction="none")


def clip(x, y, t):
    z = F.normalize(x, dim=1) @ F.normalize(y, dim=1).T / t
    i = torch.arange(len(x))
    return (F.cross_entropy(z, i, reduction="none") + F.cross_entropy(z.T, i, reduction="none")) / 2


def sup_con(x, y):
    x = F.normalize(x, dim=1)
    z = x @ x.T / 0.07
    out = []
    for i in range(len(y)):
        friends = [p for p in range(len(y)) if p != i and y[p] == y[i]]
        rest = torch.logsumexp(torch.stack([z[i, j] for j in range(len(y)) if j != i]), 0)
        out.append(-sum(z[i, p] - rest for p in friends) / len(friends) if friends else 0 * z[i, i])
    return torch.stack(out)


def ssim(x, y, window=5, sigma=1.5, L=2.0):
    g = torch.exp(-((torch.arange(window) - window // 2).double() ** 2) / (2 * sigma**2))
    g = (g / g.sum())[:, None] * (g / g.sum())[None]
    k = g[None, None].repeat(x.shape[1], 1, 1, 1)
    blur = lambda z: F.conv2d(z, k, groups=x.shape[1])
    mx, my = blur(x), blur(y)
    sx, sy, sxy = blur(x * x) - mx**2, blur(y * y) - my**2, blur(x * y) - mx * my
    c1, c2 = (0.01 * L) ** 2, (0.03 * L) ** 2
    s = (2 * mx * my + c1) * (2 * sxy + c2) / ((mx**2 + my**2 + c1) * (sx + sy + c2))
    return 1 - s.flatten(1).mean(1)


def perceptual(x, y, normalize):
    layers = lambda z: [torch.tanh(z), z[..., ::2] ** 2 + 0.5]
    unit = lambda f: F.normalize(f, dim=1, eps=1e-10) if normalize else f
    weights = [1.0, 0.3]
    return sum(w * ((unit(f) - unit(g)) ** 2).sum(1).flatten(1).mean(1) for w, f, g in zip(weights, layers(x), layers(y)))


def dpo(pc, pr, rc, rr, beta, eps):
    """trl.DPOTrainer.dpo_loss, sigmoid."""
    x = beta * ((pc - pr) - (rc - rr))
    return -F.logsigmoid(x) * (1 - eps) - F.logsigmoid(-x) * eps


def kto(p, r, good, kl):
    """trl.KTOTrainer.kto_loss."""
    chosen = 1.2 * (1 - torch.sigmoid(0.3 * (p - r - kl)))
    rejected = 0.8 * (1 - torch.sigmoid(0.3 * (kl - (p - r))))
    return torch.where(good, chosen, rejected)


four = [wave([5], 3.0, p) for p in (0.3, 2.0, 1.1, 0.7)]
images = [wave([2, 2, 6, 7], 1.0, 0.3), wave([2, 2, 6, 7], 0.8, 0.5)]
good = torch.tensor([True, False, False, True, True])
write(
    "divergence",
    {
        "klDivergence": case(lambda z, p: F.kl_div(F.log_softmax(z, 1), p, reduction="none").sum(1), a, F.softmax(b, 1)),
        "klDivergence zeros": case(
            lambda z, p: F.kl_div(F.log_softmax(z, 1), p, reduction="none").sum(1), a, torch.eye(4, 3).double(), fixed=[1]
        ),
        "jsDivergence": case(js, a, b),
        "distillation": case(lambda s, t: distill(s, t, 3.0), a, b, fixed=[1]),
        "mmd": case(lambda x, y: mmd(x, y, [0.7, 2.0], False), a, wave([5, 3], 1.0, 2.0)),
        "mmd unbiased": case(lambda x, y: mmd(x, y, [1.0], True), a, wave([5, 3], 1.0, 2.0)),
    },
)
write(
    "contrastive",
    {
        "ntXent": case(lambda a, b: nt_xent(a, b, 0.5), a, b),
        "infoNce": case(info_nce, a, b),
        "infoNce negatives": case(info_nce, a, b, c),
        "clipLoss": case(lambda a, b, t: clip(a, b, t), a, b, torch.tensor(0.3, dtype=torch.float64)),
        "triplet": case(lambda a, p, n: F.triplet_margin_loss(a, p, n, margin=2.5, reduction="none"), a, b, c),
        "supCon": case(sup_con, wave([6, 3]), labels),
    },
)
write(
    "image",
    {
        "ssim": case(ssim, *images),
        "perceptual": case(lambda x, y: perceptual(x, y, True), *images),
        "perceptual plain": case(lambda x, y: perceptual(x, y, False), *images),
    },
)
write(
    "preference",
    {
        "dpo": case(lambda *x: dpo(*x, 0.5, 0.0), *four),
        "dpo smoothing": case(lambda *x: dpo(*x, 0.1, 0.2), *four),
        "ipo": case(lambda pc, pr, rc, rr: ((pc - pr) - (rc - rr) - 1 / (2 * 0.5)) ** 2, *four),
        "kto": case(kto, four[0], four[1], good, torch.tensor(0.4, dtype=torch.float64)),
        "simpo": case(lambda c, r: -F.logsigmoid(2.5 * (c - r - 0.55 / 2.5)), four[0], four[1]),
    },
)
write(
    "penalty",
    {
        "l1Penalty": case(lambda a, b: a.abs().sum() + b.abs().sum(), a, b),
        "l2Penalty": case(lambda a, b: 0.5 * ((a**2).sum() + (b**2).sum()), a, b),
        "elasticPenalty": case(lambda a, b: 0.3 * a.abs().sum() + 0.7 * 0.5 * (a**2).sum(), a, b),
    },
)
