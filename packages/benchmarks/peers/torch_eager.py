"""PyTorch eager as a peer: reads `WORK STEPS` lines, runs that many forward + backward passes, prints their times in ms."""

import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

THREADS = int(sys.argv[1])
torch.set_num_threads(THREADS)
torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.heads = heads

    def forward(self, x):
        batch, time_, width = x.shape
        q, k, v = (t.view(batch, time_, self.heads, -1).transpose(1, 2) for t in self.qkv(self.ln1(x)).split(width, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(batch, time_, width))
        return x + self.down(F.gelu(self.up(self.ln2(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self, vocab, context, layers, heads, width):
        super().__init__()
        self.token, self.position = nn.Embedding(vocab, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.ln, self.head = nn.LayerNorm(width), nn.Linear(width, vocab, bias=False)

    def forward(self, x):
        h = self.token(x) + self.position(torch.arange(x.shape[1]))
        return self.head(self.ln(self.blocks(h))).flatten(0, 1)


def mlp():
    model = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 10))
    return model, torch.rand(256, 784), torch.randint(10, (256,))


def cnn():
    model = nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 8 * 8, 10),
    )
    return model, torch.rand(64, 3, 32, 32), torch.randint(10, (64,))


def gpt():
    return GPT(65, 64, 4, 4, 128), torch.randint(65, (32, 64)), torch.randint(65, (32 * 64,))


work = {}
for name, make in {"mlp": mlp, "cnn": cnn, "gpt": gpt}.items():
    model, x, y = make()
    work[name] = (model, x, y, torch.optim.AdamW(model.parameters(), lr=1e-3))

sizes = {name: sum(p.numel() for p in model.parameters()) for name, (model, *_) in work.items()}
print(json.dumps({"name": "PyTorch eager", "version": torch.__version__, "threads": torch.get_num_threads(), "parameters": sizes}), flush=True)

for line in sys.stdin:
    name, mode, steps = line.split()
    model, x, y, optimizer = work[name]
    times = []
    for _ in range(int(steps)):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        if mode == "train":
            optimizer.step()
        value = loss.item()
        times.append((time.perf_counter() - start) * 1e3)
    if not math.isfinite(value):
        sys.exit("loss is not finite")
    print(json.dumps({"times": times, "loss": value}), flush=True)
