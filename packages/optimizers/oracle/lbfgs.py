"""torch.optim.LBFGS in double precision: parameters, loss and evaluations after some numbers of iterations.

Writes src/fixtures/lbfgs.json. Run: python packages/optimizers/oracle/lbfgs.py
"""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)


def rosenbrock(params):
    x = params["x"]
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def network(params):
    inputs = torch.sin(torch.arange(20) * 0.37).reshape(5, 4)
    targets = torch.cos(torch.arange(15) * 0.51).reshape(5, 3)
    return ((torch.tanh(inputs @ params["weight"].T + params["bias"]) - targets) ** 2).mean()


problems = {
    "rosenbrock": (rosenbrock, {"x": [-1.2, 1.0, -0.5, 0.8, 1.5, -1.0]}),
    "network": (network, {"weight": [[0.1 * (i - 5) + 0.05 * j * j for j in range(4)] for i in range(3)], "bias": [0.3, -0.2, 0.1]}),
}


def run(problem, iterations, **options):
    """The result in double precision, and how far that in single is from it, relative to the largest value of a leaf."""
    result = minimise(problem, iterations, **options)
    torch.set_default_dtype(torch.float32)
    single = minimise(problem, iterations, **options)["params"]
    torch.set_default_dtype(torch.float64)
    errors = [
        max(abs(x - y) for x, y in zip(values, single[name])) / max(map(abs, values))
        for name, values in result["params"].items()
    ]
    return {**result, "single": max(errors)}


def minimise(problem, iterations, **options):
    loss, start = problems[problem]
    params = {name: torch.tensor(value).requires_grad_() for name, value in start.items()}
    optimizer = torch.optim.LBFGS(list(params.values()), max_iter=iterations, max_eval=10_000, **options)

    def closure():
        optimizer.zero_grad()
        value = loss(params)
        value.backward()
        return value

    optimizer.step(closure)
    state = optimizer.state[next(iter(params.values()))]
    return {
        "iterations": iterations,
        "evaluations": state["func_evals"],
        "loss": loss(params).item(),
        "params": {name: p.detach().flatten().tolist() for name, p in params.items()},
    }


cases = {
    "strong Wolfe": {"problem": "rosenbrock", "options": {"history_size": 10, "line_search_fn": "strong_wolfe"}},
    "short history": {"problem": "rosenbrock", "options": {"history_size": 2, "lr": 0.5, "line_search_fn": "strong_wolfe"}},
    "long step": {"problem": "rosenbrock", "options": {"history_size": 5, "lr": 20, "line_search_fn": "strong_wolfe"}},
    "network": {"problem": "network", "options": {"history_size": 10, "line_search_fn": "strong_wolfe"}},
    "no line search": {"problem": "network", "options": {"history_size": 10, "lr": 0.5}},
}
fixture = {
    "versions": {"torch": torch.__version__},
    "cases": {
        name: [run(case["problem"], n, **case["options"]) for n in [1, 2, 3, 5, 8, 13, 20]] for name, case in cases.items()
    },
    "minimum": run("rosenbrock", 500, history_size=10, line_search_fn="strong_wolfe"),
}
path = Path(__file__).parent.parent / "src/fixtures/lbfgs.json"
path.write_text(json.dumps(fixture) + "\n")
