"""torch's spectral_norm and weight_norm; dense matrices of convolutions. Writes src/fixtures/weights.json. Run: python packages/stabilizers/oracle/weights.py"""

import numpy as np
import torch
from common import numbers, wave, write
from torch import nn
from torch.nn.functional import conv2d
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

torch.manual_seed(0)


def spectral(name, module, dim):
    """Vectors after torch's 15 iterations at the start, then one training pass with its gradient, then evaluation."""
    with torch.no_grad():
        module.weight.copy_(wave(module.weight.shape, 0.5, 1.0))
    spectral_norm(module, dim=dim)
    power = module.parametrizations.weight[0]
    start = [numbers(power._u), numbers(power._v)]
    module.train()
    weight = module.weight
    (weight * wave(weight.shape, 1.0, 1.1)).sum().backward()
    gradient = module.parametrizations.weight.original.grad
    module.eval()
    return {
        "name": name, "shape": list(weight.shape), "dim": dim, "start": start,
        "u": numbers(power._u), "v": numbers(power._v), "weight": numbers(weight), "gradient": numbers(gradient),
        "evaluated": numbers(module.weight),
        "sigma": float(torch.linalg.matrix_norm(module.parametrizations.weight.original.detach().transpose(0, dim or 0).flatten(1), 2)),
    }


def weights(name, module, dim):
    with torch.no_grad():
        module.weight.copy_(wave(module.weight.shape, 0.5, 1.0))
    weight_norm(module, dim=dim)
    g, v = module.parametrizations.weight.original0, module.parametrizations.weight.original1
    first = numbers(g)
    with torch.no_grad():
        g.mul_(1.5)
    weight = module.weight
    (weight * wave(weight.shape, 1.0, 1.1)).sum().backward()
    return {
        "name": name, "shape": list(weight.shape), "dim": dim, "gShape": list(g.shape), "g": first,
        "weight": numbers(weight), "gGradient": numbers(g.grad), "vGradient": numbers(v.grad),
    }


def dense(kernel, channels, size, **options):
    eye = torch.eye(channels * size[0] * size[1]).reshape(-1, channels, *size)
    return conv2d(eye, kernel, **options).flatten(1).T.numpy()


def convolution(shape, size, **options):
    # Some filters mostly positive: sines alone have nearly equal singular values, which power iteration parts slowly.
    kernel = wave(shape, 0.5, 1.0) + torch.linspace(0, 1, shape[0]).reshape(-1, 1, 1, 1)
    matrix = dense(kernel, shape[1] * options.get("groups", 1), size, **options)
    return {"shape": list(shape), "size": list(size), "options": options, "sigma": float(np.linalg.norm(matrix, 2))}


def circular(shape, size):
    """By the Fourier transform as in the paper, checked against the dense matrix of the circular convolution."""
    kernel = wave(shape, 0.5, 1.0).numpy()
    transforms = np.fft.fft2(kernel, size, axes=[2, 3])
    values = np.sort(np.linalg.svd(transforms.transpose(2, 3, 0, 1), compute_uv=False).flatten())[::-1]
    n = shape[1] * size[0] * size[1]
    eye = np.eye(n).reshape(n, shape[1], *size)
    padded = np.pad(eye, [(0, 0), (0, 0), (0, shape[2] - 1), (0, shape[3] - 1)], mode="wrap")
    matrix = conv2d(torch.tensor(padded), torch.tensor(kernel)).flatten(1).T.numpy()
    direct = np.linalg.svd(matrix, compute_uv=False)
    assert np.allclose(direct, values[: len(direct)], atol=1e-12), (direct[:4], values[:4])
    return {"shape": list(shape), "size": list(size), "values": numbers(torch.tensor(values.copy()))}


write(
    "weights",
    spectral=[
        spectral("linear", nn.Linear(5, 4), 0),
        spectral("conv", nn.Conv2d(3, 4, 3), 0),
        spectral("transposed conv", nn.ConvTranspose2d(3, 4, 2), 1),
    ],
    weightNorm=[
        weights("linear", nn.Linear(5, 4), 0),
        weights("conv", nn.Conv2d(3, 4, 2), 0),
        weights("transposed conv", nn.ConvTranspose2d(3, 4, 2), 1),
        weights("one magnitude", nn.Linear(5, 4), None),
    ],
    conv=[
        convolution([4, 3, 3, 3], [6, 5], padding=1),
        convolution([4, 3, 3, 3], [6, 6], padding=1, stride=2),
        convolution([4, 2, 3, 3], [5, 5], padding=2, dilation=2, groups=2),
    ],
    circular=[circular([4, 3, 3, 3], [6, 5]), circular([2, 5, 2, 3], [4, 3])],
)
