"""Trajectories of optimizers with wrappers and gradient transforms around them, averages of weights, SAM and loss scaling.

Writes src/fixtures/wrappers.json. Run: python packages/optimizers/oracle/wrappers.py
"""

import os
import sys
import types
from importlib.metadata import version
from importlib.util import find_spec

os.environ["KERAS_BACKEND"] = "jax"

import jax.numpy as jnp
import keras
import optax
import pytorch_optimizer.optimizer.sam as sam_module
import torch
from harness import change, gradient, leaves, record, run_optax, start, write
from pytorch_optimizer import SAM
from torch.optim import swa_utils

# timm's optimizers without its models, which need torchvision.
[folder] = find_spec("timm").submodule_search_locations
for name, path in {"timm": folder, "timm.optim": folder + "/optim", "timm.utils": folder + "/utils"}.items():
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [path]

from timm.optim.adamw import AdamWLegacy
from timm.utils.agc import adaptive_clip_grad

spoiled = [3, 4, 5, 20]
optim = torch.optim


def torch_params():
    return [
        torch.tensor(start(k), dtype=torch.float64).reshape(leaf["shape"]).requires_grad_() for k, leaf in enumerate(leaves)
    ]


def set_gradients(params, t, factor=1.0):
    for k, p in enumerate(params):
        p.grad = torch.tensor(gradient(k, t), dtype=torch.float64).reshape(p.shape) * factor


def run(make, change_gradients=lambda params: None, rates=None, after=lambda t, params: None):
    """torch.optim with gradients that are changed before each step."""
    params = torch_params()
    optimizer = make(params)
    out = {}
    for t in range(1, 51):
        for i, group in enumerate(optimizer.param_groups):
            if rates:
                group["lr"] = rates(t, i)
        set_gradients(params, t)
        change_gradients(params)
        optimizer.step()
        after(t, params)
        if t in record:
            out[t] = [p.detach().flatten().tolist() for p in params]
    return out


def run_spoiled(transform):
    """Optax with an infinite gradient in the first leaf at some steps."""
    params = {leaf["path"]: jnp.array(start(k)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
    state = transform.init(params)
    out = {}
    for t in range(1, 51):
        grads = {leaf["path"]: jnp.array(gradient(k, t)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
        if t in spoiled:
            grads["scale"] = jnp.array(jnp.inf)
        updates, state = transform.update(grads, state, params)
        params = optax.apply_updates(params, updates)
        if t in record:
            out[t] = [params[leaf["path"]].flatten().tolist() for leaf in leaves]
    return out


def run_lookahead(transform):
    fast = {leaf["path"]: jnp.array(start(k)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
    params = optax.LookaheadParams.init_synced(fast)
    state = transform.init(params)
    out = {}
    for t in range(1, 51):
        grads = {leaf["path"]: jnp.array(gradient(k, t)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
        updates, state = transform.update(grads, state, params)
        params = optax.apply_updates(params, updates)
        if t in record:
            out[t] = [params.fast[leaf["path"]].flatten().tolist() for leaf in leaves]
    return out


def run_keras(make, rates):
    keras.config.set_floatx("float64")
    params = [keras.Variable(jnp.array(start(k)).reshape(leaf["shape"]), dtype="float64") for k, leaf in enumerate(leaves)]
    optimizer = make()
    out = {}
    for t in range(1, 51):
        optimizer.learning_rate = rates(t)
        grads = [jnp.array(gradient(k, t)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)]
        optimizer.apply(grads, params)
        if t in record:
            out[t] = [jnp.array(p.value).flatten().tolist() for p in params]
    return out


def run_scaler(interval):
    params = torch_params()
    optimizer = optim.Adam(params, lr=0.01)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0, growth_interval=interval)
    scaler.scale(torch.tensor(1.0))
    out, scales = {}, []
    for t in range(1, 51):
        set_gradients(params, t, scaler.get_scale())
        if t in spoiled:
            params[0].grad = torch.full_like(params[0], float("inf"))
        scaler.step(optimizer)
        scaler.update()
        scales.append(scaler.get_scale())
        if t in record:
            out[t] = [p.detach().flatten().tolist() for p in params]
    return out, scales


def independent(rates, decay, highest):
    """The AdamW paper's algorithm 2: the decay follows the schedule's multiplier, not the learning rate."""
    adam = optax.scale_by_adam()
    params = {leaf["path"]: jnp.array(start(k)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
    state = adam.init(params)
    out = {}
    for t in range(1, 51):
        grads = {leaf["path"]: jnp.array(gradient(k, t)).reshape(leaf["shape"]) for k, leaf in enumerate(leaves)}
        updates, state = adam.update(grads, state, params)
        share = rates(t) / highest
        params = {k: p - share * (highest * updates[k] + decay * p) for k, p in params.items()}
        if t in record:
            out[t] = [params[leaf["path"]].flatten().tolist() for leaf in leaves]
    return out


def averages(make):
    """The average after each recorded step, and not the parameters; it begins with the parameters of step 1."""
    out = {}
    state = {}

    def after(t, params):
        module = torch.nn.ParameterList([torch.nn.Parameter(p.detach().clone()) for p in params])
        if t == 1:
            state["average"] = make(module)
        state["average"].update_parameters(module)
        if t in record:
            out[t] = [p.detach().flatten().tolist() for p in state["average"].module]

    run(lambda p: optim.SGD(p, lr=0.1), after=after)
    return out


def debiased(decay):
    """Optax's ema of the parameters themselves, divided by what its start with 0 leaves out."""
    average = optax.ema(decay, debias=True)
    out = {}
    state = {}

    def after(t, params):
        tree = [jnp.array(p.detach().numpy()) for p in params]
        state.setdefault("s", average.init(tree))
        values, state["s"] = average.update(tree, state["s"])
        if t in record:
            out[t] = [x.flatten().tolist() for x in values]

    run(lambda p: optim.SGD(p, lr=0.1), after=after)
    return out


def warmed(decay):
    """TensorFlow's ExponentialMovingAverage with num_updates: decay min(decay, (1 + n) / (10 + n)), n = 0, 1, …"""
    out = {}
    state = {}

    def after(t, params):
        values = [p.detach().clone() for p in params]
        if t == 1:
            state["average"] = values
            return
        d = min(decay, (1 + t - 2) / (10 + t - 2))
        state["average"] = [a * d + p * (1 - d) for a, p in zip(state["average"], values)]
        if t in record:
            out[t] = [x.flatten().tolist() for x in state["average"]]

    run(lambda p: optim.SGD(p, lr=0.1), after=after)
    return out


def global_norm(groups, weight_adaptive):
    """The squared norm that SAM divides by, in double precision: the library's own is single whatever the parameters."""
    pairs = [(p * p.grad if group["adaptive"] else p.grad) for group in groups for p in group["params"]]
    return sum((x.detach() ** 2).sum() for x in pairs).reshape(1)


sam_module.get_global_gradient_norm = global_norm


def run_sam(**options):
    """Twenty steps on a small network with a nonlinear loss: parameters and losses."""
    weight = torch.tensor([[0.1 * (i - 5) + 0.05 * j * j for j in range(4)] for i in range(3)], dtype=torch.float64)
    bias = torch.tensor([0.3, -0.2, 0.1], dtype=torch.float64)
    weight.requires_grad_()
    bias.requires_grad_()
    optimizer = SAM([weight, bias], optim.SGD, lr=0.2, momentum=0.9, **options)
    out = {"losses": [], "weight": [], "bias": []}
    for t in range(20):
        x = torch.sin(torch.arange(20, dtype=torch.float64) * (0.37 + 0.01 * t)).reshape(5, 4)
        y = torch.cos(torch.arange(15, dtype=torch.float64) * 0.51).reshape(5, 3)

        def closure():
            optimizer.zero_grad()
            loss = ((torch.tanh(x @ weight.T + bias) - y) ** 2).mean()
            loss.backward()
            return loss

        out["losses"].append(closure().item())
        optimizer.step(closure)
        out["weight"].append(weight.detach().flatten().tolist())
        out["bias"].append(bias.detach().flatten().tolist())
    return out


matrices = lambda params: {k: "matrices" if x.ndim > 1 else "rest" for k, x in params.items()}
only_matrices = lambda params: {k: x.ndim > 1 for k, x in params.items()}
groups = lambda params: [
    {"params": [p for p in params if p.dim() > 1], "weight_decay": 0.1},
    {"params": [p for p in params if p.dim() <= 1], "weight_decay": 0.0},
]
each = lambda clip: lambda params: [clip(p) for p in params]
scaler_trajectory, scales = run_scaler(7)

cases = {
    "masked": run_optax(optax.chain(optax.masked(optax.clip(0.5), only_matrices), optax.sgd(0.1, momentum=0.9))),
    "partition": run_optax(
        optax.multi_transform({"matrices": optax.adam(0.01), "rest": optax.sgd(0.1, momentum=0.9)}, matrices)
    ),
    "partition rates": run(
        lambda p: optim.AdamW(groups(p)), rates=lambda t, group: (0.01 / t if group == 0 else 0.001 * t)
    ),
    "freeze": run_optax(optax.multi_transform({"matrices": optax.adam(0.01), "rest": optax.set_to_zero()}, matrices)),
    "accumulate": run_optax(optax.MultiSteps(optax.adam(0.01), 4, accumulator_dtype=jnp.float64)),
    "accumulate decay": run_optax(optax.MultiSteps(optax.adamw(0.02, weight_decay=0.1), 3, accumulator_dtype=jnp.float64)),
    "skip": run_spoiled(optax.apply_if_finite(optax.adam(0.01), 5)),
    "scaler": scaler_trajectory,
    "lookahead": run_lookahead(optax.lookahead(optax.adam(0.01), 6, 0.5)),
    "lookahead options": run_lookahead(optax.lookahead(optax.sgd(0.1, momentum=0.9), 4, 0.8)),
    "cautious": run(lambda p: AdamWLegacy(p, lr=0.01, weight_decay=0.1, caution=True)),
    "decay corrected": run(
        lambda p: AdamWLegacy(p, lr=0.02, weight_decay=0.3, corrected_weight_decay=True), rates=lambda t, _: change(t)
    ),
    "decay decoupled": run(lambda p: optim.AdamW(p, weight_decay=0.3), rates=lambda t, _: change(t)),
    "decay independent": run_optax(
        optax.chain(optax.scale_by_adam(), optax.scale(-0.01), optax.add_decayed_weights(-0.02))
    ),
    "decay paper": independent(change, 0.05, 0.01),
    "clip value": run(
        lambda p: optim.SGD(p, lr=0.1, momentum=0.9), lambda p: torch.nn.utils.clip_grad_value_(p, 0.25)
    ),
    "clip norm": run(
        lambda p: optim.SGD(p, lr=0.1, momentum=0.9), each(lambda p: torch.nn.utils.clip_grad_norm_([p], 0.5))
    ),
    "clip adaptively": run(lambda p: optim.SGD(p, lr=0.1, momentum=0.9), lambda p: adaptive_clip_grad(p)),
    "clip adaptively options": run(
        lambda p: optim.SGD(p, lr=0.1), lambda p: adaptive_clip_grad(p, clip_factor=0.2, eps=0.7)
    ),
    "centralize": run_optax(optax.chain(optax.centralize(), optax.adam(0.01))),
    "maximize": run(lambda p: optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.1, maximize=True)),
    "momentum with rate": run_keras(lambda: keras.optimizers.SGD(0.01, momentum=0.9), change),
    "nesterov with rate": run_keras(lambda: keras.optimizers.SGD(0.01, momentum=0.8, nesterov=True), change),
    "ema": averages(lambda m: swa_utils.AveragedModel(m, multi_avg_fn=swa_utils.get_ema_multi_avg_fn(0.9))),
    "ema debiased": debiased(0.95),
    "ema warmup": warmed(0.8),
    "swa": averages(lambda m: swa_utils.AveragedModel(m)),
}
packages = ["torch", "optax", "jax", "timm", "keras", "pytorch_optimizer"]
write(
    "wrappers.json",
    cases,
    {name: version(name) for name in packages},
    scales=scales,
    sam={"sam": run_sam(), "sam rho": run_sam(rho=0.5), "asam": run_sam(rho=1.0, adaptive=True)},
)
