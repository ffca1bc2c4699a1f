"""torch and optax on regression losses. Writes src/fixtures/regression.json."""

import jax
import numpy
import optax
import torch
import torch.nn.functional as F
from cases import case, wave, write

jax.config.update("jax_enable_x64", True)
a, b, v = wave([3, 4]), wave([3, 4], 1.0, 2.0), wave([3, 4], 0.7, 1.3)
counts = torch.tensor([0.0, 1, 2, 5, 0, 3, 1, 7, 2, 0, 4, 1], dtype=torch.float64).reshape(3, 4)


def log_cosh(a, b):
    loss = torch.logaddexp(a - b, b - a) - torch.log(torch.tensor(2.0, dtype=torch.float64))
    reference = optax.losses.log_cosh(a.detach().numpy(), b.detach().numpy())
    torch.testing.assert_close(loss.detach(), torch.tensor(numpy.array(reference)))
    return loss


write(
    "regression",
    {
        "mse": case(lambda a, b: F.mse_loss(a, b, reduction="none"), a, b),
        "mae": case(lambda a, b: F.l1_loss(a, b, reduction="none"), a, b),
        "huber": case(lambda a, b: F.huber_loss(a, b, delta=0.7, reduction="none"), a, b),
        "smoothL1": case(lambda a, b: F.smooth_l1_loss(a, b, beta=0.7, reduction="none"), a, b),
        "logCosh": case(log_cosh, a, b),
        "quantile": case(lambda a, b: torch.maximum(0.9 * (b - a), -0.1 * (b - a)), a, b),
        "poissonNll": case(lambda a, k: F.poisson_nll_loss(a, k, reduction="none"), a, counts, fixed=[1]),
        "poissonNll full": case(lambda a, k: F.poisson_nll_loss(a, k, full=True, reduction="none"), a, counts, fixed=[1]),
        "gaussianNll": case(lambda m, y, v: F.gaussian_nll_loss(m, y, v.exp(), reduction="none"), a, b, v),
        "gaussianNll full": case(lambda m, y, v: F.gaussian_nll_loss(m, y, v.exp(), full=True, reduction="none"), a, b, v),
        "cosineDistance": case(lambda a, b: 1 - F.cosine_similarity(a, b, dim=-1), a, b),
    },
    optax=optax.__version__,
)
