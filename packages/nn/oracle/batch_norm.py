"""torch.nn.BatchNorm1d, 2d, 3d in training and after it, and swa_utils.update_bn. Writes src/fixtures/batch-norm.json. Run: python packages/nn/oracle/batch_norm.py"""

import torch
from common import fill, numbers, wave, write
from torch import nn
from torch.optim.swa_utils import update_bn


def buffers(module):
    return [{"path": path, "data": numbers(value.double())} for path, value in module.named_buffers()]


def passes(name, module, shape):
    """Two passes of training on different inputs, then one of evaluation; gradients of each pass's sine-weighted sum."""
    fill(module)
    out = []
    for k, training in enumerate([True, True, False]):
        module.train(training)
        x = wave(shape, 1.0 + k, 0.3 * k).add(0.7 * k).requires_grad_()
        y = module(x)
        names = [n for n, _ in module.named_parameters()]
        (gx, *gp) = torch.autograd.grad(
            (y * wave(y.shape, 1.0, 1.1)).sum(), [x, *module.parameters()], create_graph=True
        )
        second = torch.autograd.grad((gx * wave(shape, 1.0, 2.3)).sum(), x, allow_unused=True)[0]
        out.append(
            {
                "training": training,
                "scale": 1.0 + k,
                "phase": 0.3 * k,
                "shift": 0.7 * k,
                "output": numbers(y),
                "inputGradient": numbers(gx),
                "secondGradient": numbers(torch.zeros(shape) if second is None else second),
                "gradients": dict(zip(names, map(numbers, gp))),
                "state": buffers(module),
            }
        )
    return {"name": name, "shape": shape, "passes": out}


def refreshed():
    model = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3), nn.ReLU(), nn.BatchNorm2d(3, momentum=0.5))
    fill(model)
    model.train()
    model(wave([2, 2, 3, 3], 2.0, 5.0))
    batches = [wave([n, 2, 3, 3], 1.0 + i, i) for i, n in enumerate([3, 3, 2])]
    update_bn(batches, model)
    return {"sizes": [3, 3, 2], "state": buffers(model)}


write(
    "batch-norm",
    [
        passes("one axis", nn.BatchNorm1d(3), [4, 3]),
        passes("sequence", nn.BatchNorm1d(3), [2, 3, 4]),
        passes("images", nn.BatchNorm2d(2), [3, 2, 2, 3]),
        passes("volumes", nn.BatchNorm3d(2), [2, 2, 2, 1, 2]),
        passes("eps and momentum", nn.BatchNorm2d(2, eps=0.1, momentum=0.7), [2, 2, 2, 2]),
        passes("all batches alike", nn.BatchNorm1d(2, momentum=None), [3, 2]),
        passes("no affine", nn.BatchNorm1d(2, affine=False), [3, 2]),
        passes("no running statistics", nn.BatchNorm1d(2, track_running_stats=False), [3, 2]),
    ],
    updateBn=refreshed(),
)
