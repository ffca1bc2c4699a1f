"""torch.nn activations, at 0 and far from it too. Writes src/fixtures/activations.json. Run: python packages/nn/oracle/activations.py"""

import torch
from common import case, second, write
from torch import nn

x = torch.tensor([-30.0, -8.0, -3.0, -1.0, -0.5, -1e-3, 0.0, 1e-3, 0.5, 1.0, 3.0, 8.0, 30.0])
modules = {
    "relu": nn.ReLU(),
    "tanh": nn.Tanh(),
    "sigmoid": nn.Sigmoid(),
    # torch takes softplus x = x for large x unless told how large.
    "softplus": nn.Softplus(threshold=100),
    "softsign": nn.Softsign(),
    "silu": nn.SiLU(),
    "gelu": nn.GELU(),
    "gelu, tanh": nn.GELU("tanh"),
    "leakyRelu": nn.LeakyReLU(),
    "leakyRelu 0.2": nn.LeakyReLU(0.2),
}
write("activations", [{**case(name, module, x), "secondGradient": second(module, x)} for name, module in modules.items()])
