"""torch.nn.Embedding. Writes src/fixtures/embedding.json. Run: python packages/nn/oracle/embedding.py"""

import torch
from common import case, write
from torch.nn import Embedding

write(
    "embedding",
    [
        case("one axis", Embedding(5, 3), torch.tensor([4, 0, 2])),
        case("two axes, repeated rows", Embedding(4, 2), torch.tensor([[1, 1, 3], [0, 1, 3]])),
    ],
)
