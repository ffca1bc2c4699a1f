"""Trajectories of every update rule, by the reference that defines it.

Writes src/fixtures/update-rules.json. Run: python packages/optimizers/oracle/update_rules.py sophia.py
where sophia.py is that of github.com/Liuhong99/Sophia at commit a7e1572.
"""

import math
import sys
import types
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import jax.numpy as jnp
import optax
import optax.contrib
import torch
from adabelief_pytorch import AdaBelief
from dadaptation import DAdaptAdam
from harness import change, leaves, run_optax, run_torch, sampled, swing, write
from prodigyopt import Prodigy
from pytorch_optimizer import ADOPT, AdEMAMix, SignSGD
from schedulefree import AdamWScheduleFree, SGDScheduleFree

# timm's optimizers without its models, which need torchvision.
[folder] = find_spec("timm").submodule_search_locations
for name, path in {"timm": folder, "timm.optim": folder + "/optim"}.items():
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [path]

from timm.optim.adan import Adan
from timm.optim.lars import Lars
from timm.optim.rmsprop_tf import RMSpropTF



def power(step, exponent):
    """Optax's decay of optax.adafactor, whose chains are spelt out below: it has this in single precision only."""
    return 1.0 - (step + 1.0) ** -exponent


def train(optimizer):
    optimizer.train()


def evaluate(optimizer):
    optimizer.eval()


def inject(make, **options):
    """An Optax optimizer whose learning rate is set at every step."""
    return optax.inject_hyperparams(make)(learning_rate=0.0, **options)


class Muon:
    """torch.optim.Muon without its rounding to bfloat16 for matrices, kernels as matrices, and AdamW for the rest."""

    def __init__(self, params, adamw, **options):
        self.views = [(p, p.detach().view(len(p), -1).requires_grad_()) for p in params if p.dim() > 1]
        self.muon = torch.optim.Muon([view for _, view in self.views], **options)
        self.adamw = torch.optim.AdamW([p for p in params if p.dim() < 2], **adamw)
        self.param_groups = self.muon.param_groups + self.adamw.param_groups

    def step(self):
        for p, view in self.views:
            view.grad = p.grad.view(view.shape)
        rounding, torch.Tensor.bfloat16 = torch.Tensor.bfloat16, lambda x: x.clone()
        self.muon.step()
        torch.Tensor.bfloat16 = rounding
        self.adamw.step()


class Sophia:
    """SophiaG of the authors, whose file sophia.py is given on the command line."""

    def __init__(self, params, batch, **options):
        path = Path(sys.argv[1])
        spec = spec_from_file_location("sophia", path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        self.inner, self.batch = module.SophiaG(params, **options), batch
        self.param_groups = self.inner.param_groups

    def step(self):
        self.inner.step(bs=self.batch)


def refresh(t, optimizer, params):
    """A new estimate of the curvature after steps 1, 11, 21, …"""
    if t % 10 == 1:
        for k, p in enumerate(params):
            p.grad = torch.tensor(sampled(k, t)).reshape(p.shape)
        optimizer.inner.update_hessian()


def estimate():
    """Optax's place for an estimate: `sampled` at the step, negative entries included."""

    def update(updates, count, params=None, **_):
        t = count + 1
        tree = {
            leaf["path"]: leaf["amplitude"]
            * jnp.sin(0.5 * jnp.arange(math.prod(leaf["shape"])) + 0.9 * t + k).reshape(leaf["shape"])
            for k, leaf in enumerate(leaves)
        }
        return tree, count + 10

    return optax.GradientTransformation(lambda params: jnp.zeros([]), update)


optim = torch.optim
cases = {
    "adagrad": run_torch(lambda p: optim.Adagrad(p)),
    "adagrad options": run_torch(
        lambda p: optim.Adagrad(p, lr=0.1, initial_accumulator_value=0.3, eps=1e-4, weight_decay=0.1)
    ),
    "adagrad learning rate": run_torch(lambda p: optim.Adagrad(p), rates=change),
    "optax adagrad": run_optax(optax.adagrad(0.05)),
    "rmsprop": run_torch(lambda p: optim.RMSprop(p)),
    "rmsprop options": run_torch(
        lambda p: optim.RMSprop(p, lr=0.003, alpha=0.8, eps=1e-5, weight_decay=0.1, momentum=0.7, centered=True)
    ),
    "rmsprop learning rate": run_torch(lambda p: optim.RMSprop(p, momentum=0.9), rates=change),
    "optax rmsprop": run_optax(optax.rmsprop(0.01, centered=True, initial_scale=0.5)),
    "tensorflow rmsprop": run_torch(lambda p: RMSpropTF(p, momentum=0.9), rates=change),
    "tensorflow rmsprop centered": run_torch(lambda p: RMSpropTF(p, lr=0.003, momentum=0.8, centered=True, eps=1e-6)),
    "adan": run_torch(lambda p: Adan(p)),
    "adan options": run_torch(lambda p: Adan(p, lr=0.01, betas=(0.9, 0.8, 0.95), eps=1e-5, weight_decay=0.1)),
    "adan decoupled": run_torch(lambda p: Adan(p, weight_decay=0.1, no_prox=True), rates=change),
    "adan learning rate": run_torch(lambda p: Adan(p, weight_decay=0.1), rates=change),
    "adadelta": run_torch(lambda p: optim.Adadelta(p)),
    "adadelta options": run_torch(lambda p: optim.Adadelta(p, lr=0.3, rho=0.7, eps=1e-3, weight_decay=0.1)),
    "adadelta learning rate": run_torch(lambda p: optim.Adadelta(p), rates=lambda t: 100 * change(t)),
    "optax adadelta": run_optax(optax.adadelta(1.0)),
    "adamax": run_torch(lambda p: optim.Adamax(p)),
    "adamax options": run_torch(lambda p: optim.Adamax(p, lr=0.02, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1)),
    "adamax learning rate": run_torch(lambda p: optim.Adamax(p), rates=change),
    "optax adamaxw": run_optax(optax.adamaxw(0.01, weight_decay=0.1)),
    "amsgrad": run_torch(lambda p: optim.Adam(p, amsgrad=True)),
    "amsgrad options": run_torch(
        lambda p: optim.AdamW(p, lr=0.02, betas=(0.7, 0.8), eps=1e-4, weight_decay=0.1, amsgrad=True)
    ),
    "amsgrad learning rate": run_torch(lambda p: optim.Adam(p, betas=(0.9, 0.8), amsgrad=True), rates=change),
    "optax amsgrad": run_optax(optax.amsgrad(0.01, b2=0.8)),
    "paper amsgrad": run_optax(
        optax.chain(
            optax.scale_by_amsgrad(b2=0.8, bias_correction_mu=False, bias_correction_nu=False),
            optax.scale_by_learning_rate(0.01),
        )
    ),
    "nadam": run_torch(lambda p: optim.NAdam(p)),
    "nadam options": run_torch(
        lambda p: optim.NAdam(p, lr=0.02, betas=(0.8, 0.9), eps=1e-4, momentum_decay=0.1, weight_decay=0.1)
    ),
    "nadam decoupled": run_torch(
        lambda p: optim.NAdam(p, momentum_decay=0, weight_decay=0.1, decoupled_weight_decay=True)
    ),
    "nadam learning rate": run_torch(lambda p: optim.NAdam(p), rates=change),
    "optax nadam": run_optax(optax.nadam(0.01)),
    "radam": run_torch(lambda p: optim.RAdam(p)),
    "radam options": run_torch(lambda p: optim.RAdam(p, lr=0.02, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1)),
    "radam decoupled": run_torch(lambda p: optim.RAdam(p, weight_decay=0.1, decoupled_weight_decay=True)),
    "radam learning rate": run_torch(lambda p: optim.RAdam(p), rates=change),
    "optax radam": run_optax(optax.radam(0.01, eps=1e-3)),
    "adabelief": run_torch(lambda p: AdaBelief(p, rectify=False, print_change_log=False)),
    "adabelief options": run_torch(
        lambda p: AdaBelief(
            p, lr=0.02, betas=(0.8, 0.9), eps=1e-5, weight_decay=0.1, rectify=False, print_change_log=False
        )
    ),
    "adabelief rectified": run_torch(
        lambda p: AdaBelief(p, lr=0.02, eps=1e-8, weight_decay=0.1, print_change_log=False), rates=change
    ),
    "adabelief coupled": run_torch(
        lambda p: AdaBelief(p, weight_decouple=False, weight_decay=0.1, rectify=False, print_change_log=False)
    ),
    "optax adabelief": run_optax(optax.adabelief(0.01)),
    "yogi": run_optax(optax.yogi(1e-2)),
    "yogi options": run_optax(
        optax.chain(
            optax.scale_by_yogi(b1=0.8, b2=0.9, eps=1e-5, initial_accumulator_value=0.1),
            optax.add_decayed_weights(0.1),
            optax.scale_by_learning_rate(0.02),
        )
    ),
    "yogi learning rate": run_optax(inject(optax.yogi), change),
    "adopt": run_optax(optax.contrib.adopt(1e-3)),
    "adopt options": run_optax(optax.contrib.adopt(0.02, b1=0.8, b2=0.9, eps=1e-3, use_clipping=False)),
    # This library clips by the bound of the step after.
    "adopt learning rate": run_torch(
        lambda p: ADOPT(p, weight_decay=0.1, weight_decouple=True, clip_lambda=lambda t: (t - 1) ** 0.25), rates=change
    ),
    "ademamix": run_optax(optax.contrib.ademamix(1e-3)),
    "ademamix options": run_optax(
        optax.contrib.ademamix(0.01, b1=0.8, b2=0.95, b3=0.99, alpha=8.0, eps=1e-4, weight_decay=0.1)
    ),
    "ademamix warmup": run_torch(
        lambda p: AdEMAMix(p, betas=(0.9, 0.999, 0.999), alpha=8.0, t_alpha_beta3=40, weight_decay=0.1, weight_decouple=True),
        rates=change,
    ),
    "adafactor": run_torch(lambda p: optim.Adafactor(p, eps=(1e-7, 1e-3))),
    "adafactor options": run_torch(
        lambda p: optim.Adafactor(p, lr=0.5, beta2_decay=-0.6, eps=(1e-4, 0.5), d=1.5, weight_decay=0.1)
    ),
    "adafactor learning rate": run_torch(lambda p: optim.Adafactor(p, eps=(1e-7, 1e-3)), rates=change),
    "optax adafactor": run_optax(
        optax.chain(
            optax.scale_by_factored_rms(min_dim_size_to_factor=2, decay_rate_fn=power),
            optax.clip_by_block_rms(1.0),
            optax.scale_by_learning_rate(0.01),
            optax.scale_by_param_block_rms(),
        )
    ),
    "optax adafactor options": run_optax(
        optax.chain(
            optax.scale_by_factored_rms(min_dim_size_to_factor=3, decay_rate=0.6, epsilon=1e-6, decay_rate_fn=power),
            optax.clip_by_block_rms(0.5),
            optax.scale(0.01),
            optax.add_decayed_weights(0.01),
            optax.scale(-1),
        )
    ),
    "sign sgd": run_optax(optax.sign_sgd(1e-3)),
    "sign sgd options": run_torch(
        lambda p: SignSGD(p, lr=0.01, momentum=0.8, weight_decay=0.1, weight_decouple=True), rates=change
    ),
    "prodigy": run_torch(lambda p: Prodigy(p)),
    "prodigy options": run_torch(
        lambda p: Prodigy(
            p,
            lr=0.5,
            betas=(0.8, 0.95),
            beta3=0.9,
            eps=1e-4,
            weight_decay=0.1,
            use_bias_correction=True,
            d0=1e-3,
            d_coef=2.0,
            growth_rate=1.05,
        )
    ),
    "prodigy learning rate": run_torch(lambda p: Prodigy(p, safeguard_warmup=True), rates=lambda t: 50 * change(t)),
    "dadapt adam": run_torch(lambda p: DAdaptAdam(p)),
    "dadapt adam options": run_torch(
        lambda p: DAdaptAdam(
            p,
            lr=0.5,
            betas=(0.8, 0.95),
            eps=1e-4,
            weight_decay=0.1,
            decouple=True,
            use_bias_correction=True,
            d0=1e-3,
            growth_rate=1.05,
        )
    ),
    "dadapt adam learning rate": run_torch(lambda p: DAdaptAdam(p, weight_decay=0.1), rates=lambda t: 50 * change(t)),
    "schedule-free sgd": run_torch(lambda p: SGDScheduleFree(p, lr=0.1), before=train),
    "schedule-free sgd options": run_torch(
        lambda p: SGDScheduleFree(p, lr=0.1, momentum=0.7, weight_decay=0.1, warmup_steps=7, r=1.0, weight_lr_power=1.0),
        before=train,
    ),
    "schedule-free sgd learning rate": run_torch(
        lambda p: SGDScheduleFree(p, lr=0.1, weight_decay=0.01), rates=lambda t: 10 * change(t), before=train
    ),
    "schedule-free sgd rising rate": run_torch(
        lambda p: SGDScheduleFree(p, lr=0.1, warmup_steps=30), rates=lambda t: 1e-3 / change(t), before=train
    ),
    "schedule-free sgd evaluated": run_torch(
        lambda p: SGDScheduleFree(p, lr=0.1), before=train, done=evaluate
    ),
    "schedule-free adamw": run_torch(lambda p: AdamWScheduleFree(p), before=train),
    "schedule-free adamw options": run_torch(
        lambda p: AdamWScheduleFree(p, lr=0.01, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1, warmup_steps=7),
        before=train,
    ),
    "schedule-free adamw learning rate": run_torch(lambda p: AdamWScheduleFree(p), rates=change, before=train),
    "schedule-free adamw evaluated": run_torch(lambda p: AdamWScheduleFree(p), before=train, done=evaluate),
    "muon": run_torch(lambda p: Muon(p, {})),
    "muon options": run_torch(
        lambda p: Muon(
            p,
            {"lr": 1e-2, "betas": (0.9, 0.95)},
            lr=0.02,
            weight_decay=0.0,
            momentum=0.8,
            nesterov=False,
            ns_steps=3,
            eps=1e-3,
            adjust_lr_fn="match_rms_adamw",
        )
    ),
    "muon learning rate": run_torch(lambda p: Muon(p, {}), rates=change),
    "sophia g": run_torch(lambda p: Sophia(p, 8), after=refresh),
    "sophia g options": run_torch(
        lambda p: Sophia(p, 100, lr=0.01, betas=(0.8, 0.9), rho=0.3, weight_decay=0.02), after=refresh
    ),
    "sophia g learning rate": run_torch(lambda p: Sophia(p, 8, rho=0.01), rates=change, after=refresh),
    "optax sophia": run_optax(optax.contrib.sophia(1e-3, hessian_diagonal_fn=estimate())),
    "optax sophia learning rate": run_optax(
        inject(optax.contrib.sophia, gamma=5.0, hessian_diagonal_fn=estimate()), change
    ),
    "optax sophia options": run_optax(
        optax.contrib.sophia(0.01, b1=0.8, b2=0.9, eps=1e-3, weight_decay=0.1, gamma=0.5, hessian_diagonal_fn=estimate())
    ),
    "lamb": run_optax(optax.lamb(1e-3)),
    "lamb options": run_optax(
        optax.lamb(0.02, b1=0.8, b2=0.95, eps=1e-4, weight_decay=0.1, mask=lambda p: {k: x.ndim > 1 for k, x in p.items()})
    ),
    "lamb learning rate": run_optax(inject(optax.lamb, weight_decay=0.1), change),
    "lars": run_torch(lambda p: Lars(p, momentum=0.9, weight_decay=0.01), rates=lambda t: 100 * change(t)),
    "lars options": run_torch(lambda p: Lars(p, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.1, trust_coeff=0.02)),
    "optax lars": run_optax(optax.lars(0.5, weight_decay=0.1, nesterov=True)),
    "optax lars learning rate": run_optax(inject(optax.lars, weight_decay=0.01), lambda t: 100 * change(t)),
    "lion": run_optax(optax.lion(1e-4, weight_decay=0.0)),
    "lion options": run_optax(optax.lion(0.01, b1=0.7, b2=0.9, weight_decay=0.3)),
    "lion learning rate": run_optax(inject(optax.lion, weight_decay=0.1), change),
}
moved = {
    "rmsprop": lambda p: optim.RMSprop(p, momentum=0.9),
    "sign sgd": lambda p: SignSGD(p, lr=0.01, momentum=0.8),
    "lars": lambda p: Lars(p, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.1),
    "adam": lambda p: optim.Adam(p),
    "amsgrad": lambda p: optim.Adam(p, amsgrad=True),
    "adamax": lambda p: optim.Adamax(p),
    "nadam": lambda p: optim.NAdam(p),
    "radam": lambda p: optim.RAdam(p),
    "adabelief": lambda p: AdaBelief(p, rectify=False, print_change_log=False),
    "adan": lambda p: Adan(p),
    "adopt": lambda p: ADOPT(p, clip_lambda=lambda t: (t - 1) ** 0.25),
    "ademamix": lambda p: AdEMAMix(p, betas=(0.9, 0.999, 0.999), t_alpha_beta3=40, weight_decay=0.0),
    "muon": lambda p: Muon(p, {}),
    "prodigy": lambda p: Prodigy(p, use_bias_correction=True),
    "dadapt adam": lambda p: DAdaptAdam(p, use_bias_correction=True),
}
cases |= {f"{name} momentum": run_torch(make, momenta=swing) for name, make in moved.items()}
cases["sophia g momentum"] = run_torch(lambda p: Sophia(p, 100, rho=0.3), momenta=swing, after=refresh)
injected = {
    "lion": inject(optax.lion, b1=0.9),
    "yogi": inject(optax.yogi, b1=0.9),
    "lamb": inject(optax.lamb, b1=0.9),
    "optax sophia": inject(optax.contrib.sophia, b1=0.9, gamma=5.0, hessian_diagonal_fn=estimate()),
}
cases |= {f"{name} momentum": run_optax(make, lambda t: 0.01, swing) for name, make in injected.items()}
packages = [
    "torch",
    "optax",
    "jax",
    "timm",
    "pytorch_optimizer",
    "adabelief_pytorch",
    "prodigyopt",
    "dadaptation",
    "schedulefree",
]
versions = {name: version(name) for name in packages}
write("update-rules.json", cases, {**versions, "Liuhong99/Sophia": "a7e1572"})
