"""Learning rates of torch.optim.lr_scheduler, Optax and Hugging Face transformers, step by step in double precision.

Two papers' formulas that no library of these has (Noam, slanted triangular) are written out here.
Writes src/fixtures/schedules.json. Run: python packages/optimizers/oracle/schedules.py
"""

import json
import math
import warnings
from pathlib import Path

import jax
import optax
import torch
import transformers
from torch.optim import lr_scheduler as ls

jax.config.update("jax_enable_x64", True)
warnings.filterwarnings("ignore")


def run_torch(make, lr, steps=30):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = make(optimizer)
    out = []
    for _ in range(steps):
        out.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return out


def momenta(make, lr, steps=30):
    """The momentum a schedule of the rate sets along with it."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr, momentum=0.9)
    scheduler = make(optimizer)
    out = []
    for _ in range(steps):
        out.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        scheduler.step()
    return out


def cycled(make, **options):
    """Parameters of a training in which the rate and the momentum go one cycle."""
    params = torch.tensor([0.3, -1.2, 2.0], dtype=torch.float64, requires_grad=True)
    optimizer = make([params], lr=0.1, **options)
    scheduler = ls.OneCycleLR(optimizer, 0.1, 30)
    out = []
    for t in range(30):
        params.grad = torch.sin(torch.arange(3, dtype=torch.float64) + 0.7 * t) + 0.2 * params.detach()
        optimizer.step()
        scheduler.step()
        out.append(params.detach().tolist())
    return out


def run_optax(schedule, steps=30):
    return [float(schedule(step)) for step in range(steps)]


def sequential(optimizer):
    parts = [ls.LinearLR(optimizer, 0.1, 1.0, 5), ls.ExponentialLR(optimizer, 0.8), ls.StepLR(optimizer, 3, 0.5)]
    return ls.SequentialLR(optimizer, parts, [5, 12])


def noam(step, d, w, factor):
    n = step + 1
    return factor * d**-0.5 * min(n**-0.5, n * w**-1.5)


def slanted(t, peak, total, cut_fraction, ratio):
    cut = math.floor(total * cut_fraction)
    p = t / cut if t < cut else 1 - (t - cut) / (cut * (1 / cut_fraction - 1))
    return peak * (1 + p * (ratio - 1)) / ratio


def plateau(metrics, lr, **options):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = ls.ReduceLROnPlateau(optimizer, **options)
    out = []
    for metric in metrics:
        scheduler.step(metric)
        out.append(optimizer.param_groups[0]["lr"])
    return out


def wsd(**options):
    return lambda o: transformers.get_wsd_schedule(o, **options)


metrics = [1 / (1 + 0.2 * i) + (0.3 if i > 12 else 0) + 0.05 * math.sin(2.1 * i) for i in range(40)]
schedules = {
    "step": run_torch(lambda o: ls.StepLR(o, 7, 0.3), 0.1),
    "multi-step": run_torch(lambda o: ls.MultiStepLR(o, [4, 11, 12, 25], 0.5), 0.1),
    "exponential": run_torch(lambda o: ls.ExponentialLR(o, 0.9), 0.1),
    "exponential optax": run_optax(optax.exponential_decay(0.1, 7, 0.5, end_value=0.02)),
    "exponential rising": run_optax(optax.exponential_decay(0.1, 4, 1.5, end_value=0.4)),
    "polynomial": run_torch(lambda o: ls.PolynomialLR(o, 20, 2.0), 0.1),
    "polynomial optax": run_optax(optax.polynomial_schedule(0.1, 0.02, 0.7, 20)),
    "linear": run_torch(lambda o: ls.LinearLR(o, 0.25, 1.0, 9), 0.1),
    "linear optax": run_optax(optax.linear_schedule(0.1, 0.03, 11)),
    "cosine": run_optax(optax.cosine_decay_schedule(0.1, 17, alpha=0.2)),
    "cosine torch": run_torch(lambda o: ls.CosineAnnealingLR(o, 29, 0.01), 0.1),
    "cosine restarts": run_torch(lambda o: ls.CosineAnnealingWarmRestarts(o, 7, eta_min=0.01), 0.1, 60),
    "cosine restarts longer": run_torch(lambda o: ls.CosineAnnealingWarmRestarts(o, 4, T_mult=2), 0.1, 60),
    "one-cycle": run_torch(lambda o: ls.OneCycleLR(o, 0.1, 30), 0.1),
    "one-cycle options": run_torch(
        lambda o: ls.OneCycleLR(o, 0.1, 30, pct_start=0.4, anneal_strategy="linear", div_factor=10, final_div_factor=50),
        0.1,
    ),
    "one-cycle three phases": run_torch(lambda o: ls.OneCycleLR(o, 0.1, 30, three_phase=True), 0.1),
    "one-cycle momentum": momenta(lambda o: ls.OneCycleLR(o, 0.1, 30), 0.1),
    "one-cycle momentum options": momenta(
        lambda o: ls.OneCycleLR(
            o, 0.1, 30, pct_start=0.4, anneal_strategy="linear", three_phase=True, base_momentum=0.6, max_momentum=0.9
        ),
        0.1,
    ),
    "cyclic momentum": momenta(lambda o: ls.CyclicLR(o, 0.01, 0.1, 4, 6), 0.1, 45),
    "cyclic momentum 2": momenta(lambda o: ls.CyclicLR(o, 0.01, 0.1, 5, mode="triangular2"), 0.1, 45),
    "cyclic": run_torch(lambda o: ls.CyclicLR(o, 0.01, 0.1, 4, 6, cycle_momentum=False), 0.1, 45),
    "cyclic 2": run_torch(lambda o: ls.CyclicLR(o, 0.01, 0.1, 5, mode="triangular2", cycle_momentum=False), 0.1, 45),
    "cyclic exponential": run_torch(
        lambda o: ls.CyclicLR(o, 0.01, 0.1, 4, mode="exp_range", gamma=0.97, cycle_momentum=False), 0.1, 45
    ),
    "inverse sqrt": run_torch(lambda o: transformers.get_inverse_sqrt_schedule(o, 6), 0.1),
    "inverse sqrt timescale": run_torch(lambda o: transformers.get_inverse_sqrt_schedule(o, 4, 20), 0.1),
    "inverse sqrt bare": run_torch(lambda o: transformers.get_inverse_sqrt_schedule(o, 0), 0.1),
    "noam": [noam(t, 512, 8, 1.0) for t in range(30)],
    "slanted triangular": [slanted(t, 0.1, 30, 0.1, 32) for t in range(31)],
    "slanted triangular options": [slanted(t, 0.1, 20, 0.25, 10) for t in range(21)],
    "wsd cosine": run_torch(wsd(num_warmup_steps=5, num_stable_steps=10, num_decay_steps=10), 0.1),
    "wsd linear": run_torch(
        wsd(num_warmup_steps=5, num_stable_steps=10, num_decay_steps=10, decay_type="linear", min_lr_ratio=0.2), 0.1
    ),
    "wsd sqrt": run_torch(
        wsd(num_warmup_steps=0, num_stable_steps=10, num_decay_steps=10, decay_type="1-sqrt", min_lr_ratio=0.1), 0.1
    ),
    "warmup constant": run_torch(lambda o: transformers.get_constant_schedule_with_warmup(o, 6), 0.1),
    "warmup linear": run_torch(lambda o: transformers.get_linear_schedule_with_warmup(o, 6, 25), 0.1),
    "warmup exponential": run_optax(optax.warmup_exponential_decay_schedule(0.02, 0.1, 5, 4, 0.6)),
    "join": run_torch(sequential, 0.1),
    "join optax": run_optax(
        optax.join_schedules([optax.linear_schedule(0.0, 0.1, 4), optax.cosine_decay_schedule(0.1, 10)], [8])
    ),
}
plateaus = {
    "defaults": plateau(metrics, 0.1),
    "impatient": plateau(metrics, 0.1, factor=0.5, patience=1, cooldown=2, min_lr=0.002),
    "max absolute": plateau(
        [-m for m in metrics], 0.1, mode="max", factor=0.3, patience=2, threshold=0.02, threshold_mode="abs"
    ),
    "max relative": plateau([2 - m for m in metrics], 0.1, mode="max", factor=0.3, patience=0, threshold=0.05),
    "eps": plateau(metrics, 1e-6, factor=0.1, patience=0, eps=1e-8),
}
fixture = {
    "versions": {"torch": torch.__version__, "optax": optax.__version__, "transformers": transformers.__version__},
    "schedules": schedules,
    "cycled": {
        "sgd": cycled(torch.optim.SGD, momentum=0.9),
        "nesterov": cycled(torch.optim.SGD, momentum=0.9, nesterov=True),
        "adamw": cycled(torch.optim.AdamW),
    },
    "metrics": metrics,
    "plateaus": plateaus,
}
path = Path(__file__).parent.parent / "src/fixtures/schedules.json"
path.write_text(json.dumps(fixture) + "\n")
