"""Trajectories of torch.optim's and Optax's SGD, Adam and AdamW, and schedules.

Writes src/fixtures/trajectories.json. Run: python packages/optimizers/oracle/trajectories.py
"""

import jax
import optax
import torch
from harness import change, matrices_decay, run_optax, run_torch, write

optim = torch.optim
cases = {
    "sgd": run_torch(lambda p: optim.SGD(p)),
    "sgd momentum": run_torch(lambda p: optim.SGD(p, lr=0.01, momentum=0.9)),
    "sgd dampening": run_torch(lambda p: optim.SGD(p, lr=0.01, momentum=0.9, dampening=0.4)),
    "sgd nesterov": run_torch(lambda p: optim.SGD(p, lr=0.01, momentum=0.8, nesterov=True)),
    "sgd weight decay": run_torch(lambda p: optim.SGD(p, lr=0.1, momentum=0.5, weight_decay=0.1)),
    "sgd learning rate": run_torch(lambda p: optim.SGD(p, momentum=0.9), rates=change),
    "adam": run_torch(lambda p: optim.Adam(p)),
    "adam options": run_torch(lambda p: optim.Adam(p, lr=0.02, betas=(0.7, 0.95), eps=1e-4)),
    "adam weight decay": run_torch(lambda p: optim.Adam(p, weight_decay=0.1)),
    "adam learning rate": run_torch(lambda p: optim.Adam(p), rates=change),
    "adam no momentum": run_torch(lambda p: optim.Adam(p, betas=(0.0, 0.99))),
    "adamw": run_torch(lambda p: optim.AdamW(p)),
    "adamw options": run_torch(lambda p: optim.AdamW(p, lr=0.02, betas=(0.8, 0.9), eps=1e-6, weight_decay=0.3)),
    "adamw learning rate": run_torch(lambda p: optim.AdamW(p), rates=change),
    "adamw mask": run_torch(lambda p: optim.AdamW(p, lr=0.01), groups=matrices_decay),
    "adamw clipped": run_torch(lambda p: optim.AdamW(p, lr=0.01), clip=1.0),
    "sgd clipped": run_torch(lambda p: optim.SGD(p, lr=0.01, momentum=0.9), clip=1.0),
    "optax sgd nesterov": run_optax(optax.sgd(0.01, momentum=0.9, nesterov=True)),
    "optax adam": run_optax(optax.adam(1e-3)),
    "optax adamw": run_optax(optax.adamw(0.01, weight_decay=0.05)),
    "optax clipped": run_optax(optax.chain(optax.clip_by_global_norm(2.0), optax.sgd(0.1))),
}
schedules = {
    name: [float(fn(step)) for step in range(0, 13)]
    for name, fn in {
        "warmup": optax.warmup_cosine_decay_schedule(0.0, 0.1, 4, 10, 0.0),
        "warmup start end": optax.warmup_cosine_decay_schedule(0.02, 0.1, 3, 11, 0.01),
        "cosine": optax.cosine_decay_schedule(0.1, 10),
    }.items()
}
write(
    "trajectories.json",
    cases,
    {"torch": torch.__version__, "optax": optax.__version__, "jax": jax.__version__},
    schedules=schedules,
)
