"""torch and optax on classification losses. Writes src/fixtures/classification.json."""

import jax
import numpy
import optax
import torch
import torch.nn.functional as F
from cases import case, wave, write

jax.config.update("jax_enable_x64", True)
logits, labels = wave([6, 4]), torch.tensor([0, 3, 1, 2, 0, 1])
weights = torch.tensor([0.5, 2.0, 1.0, 0.25], dtype=torch.float64)
soft = torch.softmax(wave([6, 4], 1.5, 0.9), dim=1)
z, y = wave([3, 4]), (wave([3, 4], 1.0, 0.9) > 0).double()
partly = torch.sigmoid(wave([3, 4], 2.0, 0.5))


def in_optax(fn, *arrays):
    """The values of an optax loss, to compare a formula with."""
    return torch.tensor(numpy.array(fn(*[a.detach().numpy() for a in arrays])))


def focal(z, y, gamma, alpha=None):
    """torchvision.ops.sigmoid_focal_loss."""
    p = torch.sigmoid(z)
    ce = F.binary_cross_entropy_with_logits(z, y, reduction="none")
    loss = ce * (1 - (p * y + (1 - p) * (1 - y))) ** gamma
    loss = loss if alpha is None else (alpha * y + (1 - alpha) * (1 - y)) * loss
    torch.testing.assert_close(loss.detach(), in_optax(lambda a, b: optax.losses.sigmoid_focal_loss(a, b, alpha=alpha, gamma=gamma), z, y))
    return loss


def multi_focal(z, y, gamma):
    ce = F.cross_entropy(z, y, reduction="none")
    return (1 - torch.exp(-ce)) ** gamma * ce


def poly(z, y, epsilon):
    ce = F.cross_entropy(z, y, reduction="none")
    loss = ce + epsilon * (1 - torch.exp(-ce))
    hot = F.one_hot(y, 4).double()
    torch.testing.assert_close(loss.detach(), in_optax(lambda a, b: optax.losses.poly_loss_cross_entropy(a, b, epsilon=epsilon), z, hot))
    return loss


def dice(z, y, smooth=1.0, squared=False):
    p, y = torch.sigmoid(z).flatten(1), y.flatten(1)
    below = (p**2).sum(1) + (y**2).sum(1) if squared else p.sum(1) + y.sum(1)
    return 1 - (2 * (p * y).sum(1) + smooth) / (below + smooth)


bce = F.binary_cross_entropy_with_logits
write(
    "classification",
    {
        "crossEntropy class weights": case(lambda z, y, w: F.cross_entropy(z, y, weight=w, reduction="none"), logits, labels, weights, fixed=[2]),
        "crossEntropy class weights, mean": case(lambda z, y, w: F.cross_entropy(z, y, weight=w, label_smoothing=0.2), logits, labels, weights, fixed=[2]),
        "crossEntropy class weights, mean, ignored": case(lambda z, y, w: F.cross_entropy(z, y, weight=w, ignore_index=3), logits, labels, weights, fixed=[2]),
        "crossEntropy class weights, soft": case(lambda z, y, w: F.cross_entropy(z, y, weight=w, label_smoothing=0.2, reduction="none"), logits, soft, weights, fixed=[2]),
        "crossEntropy z-loss": case(lambda z, y: F.cross_entropy(z, y, reduction="none") + 0.3 * torch.logsumexp(z, 1) ** 2, logits, labels),
        "binaryCrossEntropy": case(lambda z, y: bce(z, y, reduction="none"), z, y, fixed=[1]),
        "binaryCrossEntropy soft": case(lambda z, y: bce(z, y * 0.8 + 0.1, reduction="none"), z, partly),
        "binaryCrossEntropy posWeight": case(lambda z, y, w: bce(z, y, pos_weight=w, reduction="none"), z, y, weights, fixed=[1, 2]),
        "binaryFocal": case(lambda z, y: focal(z, y, 2.0), z, y, fixed=[1]),
        "binaryFocal alpha": case(lambda z, y: focal(z, y, 1.5, 0.25), z, y, fixed=[1]),
        "focal": case(lambda z, y: multi_focal(z, y, 2.0), logits, labels),
        "focal gamma": case(lambda z, y: multi_focal(z, y, 0.5), logits, labels),
        "poly": case(lambda z, y: poly(z, y, 2.0), logits, labels),
        "dice": case(dice, wave([4, 2, 3]), (wave([4, 2, 3], 1.0, 0.9) > 0).double(), fixed=[1]),
        "dice squared": case(lambda z, y: dice(z, y, 0.5, True), z, partly),
        "hinge": case(lambda f, y: F.relu(1 - f * y), z, 2 * y - 1, fixed=[1]),
        "hinge squared": case(lambda f, y: F.relu(1 - f * y) ** 2, z, 2 * y - 1, fixed=[1]),
        "multiclassHinge": case(lambda z, y: F.multi_margin_loss(z, y, margin=0.7, reduction="none"), logits, labels),
    },
    optax=optax.__version__,
)
