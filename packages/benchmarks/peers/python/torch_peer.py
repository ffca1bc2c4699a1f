"""PyTorch as a peer: `torch_peer.py THREADS eager|compile`."""

import sys

import torch

from pattern import pattern, starting_values
from serve import Refusal, serve
from torch_nets import nets

threads, mode = int(sys.argv[1]), sys.argv[2]
torch.set_num_threads(threads)
MATRICES = 10


def check_compiler():
    """Inductor compiles C++ when it first runs; without a compiler it had better not take part."""
    from torch._inductor.cpp_builder import get_cpp_compiler

    get_cpp_compiler()


def prepare_step(work):
    if mode == "compile":
        torch._dynamo.reset()
        torch._inductor.config.force_disable_caches = work.get("cold", False)
        torch._functorch.config.donated_buffer = work["mode"] != "hvp"
    model, batch, loss = nets[work["net"]](**work["size"])
    params = list(model.parameters())
    with torch.no_grad():
        for p in params:
            p.copy_(torch.from_numpy(starting_values(p.shape)))
    compute = torch.compile(loss) if mode == "compile" else loss
    optimizer = torch.optim.AdamW(params, lr=1e-3, fused=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        value = compute(model, batch)
        value.backward()
        if work["mode"] == "train":
            optimizer.step()
        return value.item()

    def product():
        gradients = torch.autograd.grad(compute(model, batch), params, create_graph=True)
        hv = torch.autograd.grad(gradients, params, vector)
        return sum((v * h).sum() for v, h in zip(vector, hv)).item()

    vector = [torch.from_numpy(starting_values(p.shape)) for p in params]
    return {"parameters": sum(p.numel() for p in params), "step": product if work["mode"] == "hvp" else step}


def prepare_update(work):
    if mode == "compile":
        raise Refusal("only eager optimizers are measured")
    if "torch" not in work:
        raise Refusal("torch.optim has none that does the same")
    start = torch.from_numpy(starting_values(work["matrix"]))
    for how, options in (("fused", {"fused": True}), ("foreach", {"foreach": True}), ("for-loop", {})):
        params = [start.clone().requires_grad_() for _ in range(MATRICES)]
        for i, p in enumerate(params):
            p.grad = torch.from_numpy(pattern(work["matrix"], 7 * i))
        try:
            optimizer = getattr(torch.optim, work["torch"]["name"])(params, **work["torch"]["options"], **options)
            break
        except (TypeError, RuntimeError, ValueError):
            if not options:
                raise

    def step():
        optimizer.step()
        return 0.0

    outcome = lambda: (params[0].detach() - start).abs().mean().item()
    return {"parameters": MATRICES * start.numel(), "step": step, "outcome": outcome, "how": how}


def prepare(work):
    if work["kind"] == "step":
        return prepare_step(work)
    return prepare_update(work)


if mode == "compile":
    check_compiler()
title = {"eager": "PyTorch eager", "compile": "torch.compile"}[mode]
serve({"title": f"{title} {torch.__version__}", "threads": torch.get_num_threads()}, prepare)
