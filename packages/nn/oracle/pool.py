"""torch.nn pooling. Writes src/fixtures/pool.json. Run: python packages/nn/oracle/pool.py"""

from common import case, wave, write
from torch.nn import AvgPool1d, AvgPool2d, AvgPool3d, MaxPool1d, MaxPool2d, MaxPool3d

write(
    "pool",
    [
        case("maxPool 1-d", MaxPool1d(2), wave([2, 2, 6])),
        case("maxPool", MaxPool2d(2), wave([2, 2, 4, 6])),
        case("maxPool, overlapping", MaxPool2d((3, 2), stride=1, padding=1), wave([1, 2, 4, 5])),
        case("maxPool, dilation", MaxPool2d(2, stride=1, dilation=2), wave([1, 2, 4, 5])),
        case("maxPool, remainder", MaxPool2d(2), wave([1, 1, 5, 5])),
        case("maxPool 3-d", MaxPool3d(2), wave([1, 1, 4, 2, 4])),
        case("avgPool 1-d", AvgPool1d(2), wave([2, 2, 6])),
        case("avgPool", AvgPool2d(2), wave([2, 2, 4, 6])),
        case("avgPool, overlapping", AvgPool2d((3, 2), stride=1, padding=1), wave([1, 2, 4, 5])),
        case("avgPool, remainder", AvgPool2d(2), wave([1, 1, 5, 5])),
        case("avgPool 3-d", AvgPool3d(2), wave([1, 1, 4, 2, 4])),
    ],
)
