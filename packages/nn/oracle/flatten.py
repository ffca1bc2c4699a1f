"""torch.nn.Flatten. Writes src/fixtures/flatten.json. Run: python packages/nn/oracle/flatten.py"""

from common import case, wave, write
from torch.nn import Flatten

write(
    "flatten",
    [
        case("default", Flatten(), wave([2, 3, 2, 2])),
        case("from 0", Flatten(0), wave([2, 3, 2])),
        case("from 2", Flatten(2), wave([2, 3, 2, 2])),
        case("from the last", Flatten(1), wave([2, 3])),
    ],
)
