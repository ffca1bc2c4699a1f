"""torch.nn.Sequential: a small CNN. Writes src/fixtures/sequential.json. Run: python packages/nn/oracle/sequential.py"""

import torch
from common import case, wave, write
from torch.nn import Conv2d, CrossEntropyLoss, Flatten, Linear, MaxPool2d, ReLU, Sequential

model = Sequential(
    Conv2d(1, 3, 3, padding=1),
    ReLU(),
    MaxPool2d(2),
    Conv2d(3, 4, 3, padding=1),
    ReLU(),
    MaxPool2d(2),
    Flatten(),
    Linear(16, 5),
)
labels = torch.tensor([3, 0])
write(
    "sequential",
    [case("CNN", model, wave([2, 1, 8, 8]), loss=lambda y: CrossEntropyLoss()(y, labels))],
    labels=labels.tolist(),
)
