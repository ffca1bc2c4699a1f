"""torch.nn.Linear. Writes src/fixtures/linear.json. Run: python packages/nn/oracle/linear.py"""

import torch
from common import case, start, wave, write
from torch.nn import Linear

torch.manual_seed(0)
write(
    "linear",
    [
        case("two axes", Linear(4, 3), wave([2, 4])),
        case("three axes", Linear(4, 3), wave([2, 3, 4])),
        case("one axis", Linear(4, 3), wave([4])),
        case("no bias", Linear(4, 3, bias=False), wave([2, 4])),
    ],
    starts=[start("linear(50, 2000)", Linear(50, 2000))],
)
