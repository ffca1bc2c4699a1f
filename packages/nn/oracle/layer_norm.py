"""torch.nn.LayerNorm. Writes src/fixtures/layer-norm.json. Run: python packages/nn/oracle/layer_norm.py"""

from common import case, wave, write
from torch.nn import LayerNorm

write(
    "layer-norm",
    [
        case("last axis", LayerNorm(5), wave([2, 3, 5])),
        case("several axes", LayerNorm([3, 4]), wave([2, 3, 4])),
        case("no affine", LayerNorm(5, elementwise_affine=False), wave([4, 5])),
        case("eps", LayerNorm(4, eps=0.1), wave([3, 4])),
        case("far from 0", LayerNorm(4), 1e4 + wave([3, 4])),
        case("constant rows", LayerNorm(4), wave([3, 1]).expand(3, 4)),
    ],
)
