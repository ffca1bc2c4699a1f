"""Attention, a pre-norm block and a small GPT, from torch.nn's layers and scaled_dot_product_attention.

Writes src/fixtures/{attention,transformer-block,gpt}.json. Run: python packages/nn/oracle/transformer.py
"""

import torch
import torch.nn.functional as F
from common import case, wave, write
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, heads, causal, bias=True):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width, bias)
        self.out = nn.Linear(width, width, bias)
        self.heads, self.causal = heads, causal

    def forward(self, x):
        n, t, c = x.shape
        q, k, v = (p.view(n, t, self.heads, -1).transpose(1, 2) for p in self.qkv(x).split(c, dim=2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out(y.transpose(1, 2).reshape(n, t, c))


class Block(nn.Module):
    def __init__(self, width, heads, causal, approximate, bias=True):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads, causal, bias)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width, bias)
        self.down = nn.Linear(4 * width, width, bias)
        self.approximate = approximate

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate=self.approximate))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, layers, heads, width, approximate):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.position = nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads, True, approximate) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens):
        x = self.token(tokens) + self.position(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


# Attention as torch.nn.MultiheadAttention has it, which calls its parameters otherwise.
ours, theirs = Attention(6, 3, False), nn.MultiheadAttention(6, 3, batch_first=True)
with torch.no_grad():
    theirs.in_proj_weight.copy_(ours.qkv.weight)
    theirs.in_proj_bias.copy_(ours.qkv.bias)
    theirs.out_proj.load_state_dict(ours.out.state_dict())
x = wave([2, 4, 6])
assert torch.allclose(ours(x), theirs(x, x, x)[0], atol=1e-14)

write(
    "attention",
    [
        case("plain", Attention(6, 3, False), x),
        case("causal", Attention(6, 3, True), x),
        case("causal, one head, no bias", Attention(4, 1, True, bias=False), wave([2, 3, 4])),
        case("causal, large scores", Attention(4, 2, True), 30 * wave([1, 4, 4])),
    ],
)
write(
    "transformer-block",
    [
        case("causal", Block(8, 2, True, "tanh"), wave([2, 3, 8])),
        case("not causal, exact, no bias", Block(8, 4, False, "none", bias=False), wave([2, 3, 8])),
    ],
)
tokens, targets = torch.tensor([[0, 3, 1, 4, 2], [2, 2, 0, 1, 4]]), torch.tensor([[3, 1, 4, 2, 0], [2, 0, 1, 4, 4]])
loss = lambda y: F.cross_entropy(y.flatten(0, 1), targets.flatten())
write(
    "gpt",
    [
        case("tanh", Gpt(5, 6, 2, 2, 8, "tanh"), tokens, loss),
        case("exact", Gpt(5, 6, 1, 4, 8, "none"), tokens, loss),
    ],
    targets=targets.tolist(),
)
