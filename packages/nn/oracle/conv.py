"""torch.nn.Conv1d, Conv2d, Conv3d. Writes src/fixtures/conv.json. Run: python packages/nn/oracle/conv.py"""

import torch
from common import case, start, wave, write
from torch.nn import Conv1d, Conv2d, Conv3d

torch.manual_seed(0)
write(
    "conv",
    [
        case("conv1d", Conv1d(2, 3, 3), wave([2, 2, 6])),
        case("conv1d, stride and padding", Conv1d(2, 3, 3, stride=2, padding=1), wave([2, 2, 6])),
        case("conv2d", Conv2d(2, 3, (2, 3)), wave([1, 2, 4, 5])),
        case("conv2d, no bias", Conv2d(2, 3, 3, bias=False), wave([1, 2, 4, 5])),
        case("conv2d, stride, padding, dilation", Conv2d(2, 2, 2, (2, 1), (1, 2), (1, 2)), wave([1, 2, 4, 5])),
        case("conv2d, groups", Conv2d(4, 6, 2, groups=2), wave([2, 4, 3, 3])),
        case("conv2d, depthwise", Conv2d(3, 6, 3, padding=1, groups=3), wave([1, 3, 3, 4])),
        case("conv2d, same, odd", Conv2d(2, 2, 3, padding="same"), wave([1, 2, 4, 5])),
        case("conv2d, same, even", Conv2d(2, 2, (2, 4), padding="same", dilation=(3, 1)), wave([1, 2, 4, 5])),
        case("conv3d", Conv3d(2, 2, 2, stride=(1, 2, 1), padding=(0, 1, 0)), wave([1, 2, 3, 3, 3])),
    ],
    starts=[
        start("conv1d(8, 2000, 3)", Conv1d(8, 2000, 3)),
        start("conv2d(8, 2000, 3)", Conv2d(8, 2000, 3)),
        start("conv2d(8, 2000, [3, 5], groups 4)", Conv2d(8, 2000, (3, 5), groups=4)),
        start("conv3d(2, 2000, 2)", Conv3d(2, 2000, 2)),
    ],
)
