"""VAE losses from torch.distributions and the papers' formulas. Writes src/fixtures/vae.json."""

import math

import torch
import torch.distributions as D
import torch.nn.functional as F
from cases import case, wave, write

m, v, x = wave([3, 4]), wave([3, 4], 0.7, 1.3), wave([3, 4], 1.0, 2.0)
kl, rec = wave([5], 2.0).abs(), wave([5], 3.0, 0.9).abs()
levels = torch.tensor([0, 3, 255, 128, 17, 200, 254, 1, 90, 255, 0, 60], dtype=torch.float64).reshape(3, 4) / 127.5 - 1


def logistic(x, mean, log_s, bins=256):
    """PixelCNN++'s discretized_mix_logistic_loss with one component, in double precision."""
    h, s = 1 / (bins - 1), torch.exp(-log_s)
    cdf_plus, cdf_min = torch.sigmoid(s * (x - mean + h)), torch.sigmoid(s * (x - mean - h))
    p = torch.where(x < -0.999, cdf_plus, torch.where(x > 0.999, 1 - cdf_min, cdf_plus - cdf_min))
    return -p.log().sum(1)


def beta_tc(z, mu, lv, size, beta):
    """rtqichen/beta-tcvae vae_quant.py, minibatch-weighted sampling."""
    q = lambda a, b, c: D.Normal(b, (c / 2).exp()).log_prob(a)
    n = len(z)
    logqz_x, logpz = q(z, mu, lv).sum(1), D.Normal(0.0, 1.0).log_prob(z).sum(1)
    pairs = q(z[:, None], mu[None], lv[None])
    marginals = (torch.logsumexp(pairs, 1) - math.log(n * size)).sum(1)
    logqz = torch.logsumexp(pairs.sum(2), 1) - math.log(n * size)
    return (logqz_x - logqz) + beta * (logqz - marginals) + (marginals - logpz)


write(
    "vae",
    {
        "gaussianReconstruction": case(lambda x, m, v: -D.Normal(m, (v / 2).exp()).log_prob(x).sum(1), x, m, v),
        "bernoulliReconstruction": case(
            lambda x, z: F.binary_cross_entropy_with_logits(z, x, reduction="none").sum(1), torch.sigmoid(x), m, fixed=[0]
        ),
        "laplaceReconstruction": case(lambda x, m, v: -D.Laplace(m, v.exp()).log_prob(x).sum(1), x, m, v),
        "discretizedLogisticReconstruction": case(logistic, levels, 0.3 * m, v - 2, fixed=[0]),
        "gaussianKl": case(lambda m, v: D.kl_divergence(D.Normal(m, (v / 2).exp()), D.Normal(0.0, 1.0)).sum(1), m, v),
        "monteCarloKl": case(
            lambda z, m, v: (D.Normal(m, (v / 2).exp()).log_prob(z) - D.Normal(0.0, 1.0).log_prob(z)).sum(1), x, m, v
        ),
        "elbo": case(lambda r, k: r + 4 * k, rec, kl),
        "annealedCapacity": case(lambda k: 30 * (k - 0.7).abs(), kl),
        "freeBits": case(lambda k: torch.clamp(k.mean(0), min=0.9).sum(), wave([4, 5], 2.0).abs()),
        "iwae": case(lambda w: -(torch.logsumexp(w, 1) - math.log(4)), m),
        "infoVae": case(lambda r, k, d: r.mean() + 0.3 * k.mean() + 4.7 * d, rec, kl, torch.tensor(0.3, dtype=torch.float64)),
        "betaTc": case(lambda z, m, v: beta_tc(z, m, v, 100, 4.0), x, m, v),
        "vqLoss": case(lambda z, e: ((z.detach() - e) ** 2).mean(1) + 0.25 * ((z - e.detach()) ** 2).mean(1), x, m),
    },
)
