"""The networks of `src/nets`, as one writes them in PyTorch. Each is made from the same sizes and returns (model, batch, loss)."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from pattern import classes, pattern


def floats(shape, seed):
    return torch.from_numpy(pattern(shape, seed))


def integers(shape, count):
    return torch.from_numpy(classes(shape, count))


def classified(model, batch):
    return F.cross_entropy(model(batch["x"]), batch["y"])


def mlp(widths, batch):
    layers = [nn.Linear(widths[0], widths[1])]
    for inputs, outputs in zip(widths[1:], widths[2:]):
        layers += [nn.ReLU(), nn.Linear(inputs, outputs)]
    return nn.Sequential(*layers), {"x": floats([batch, widths[0]], 1), "y": integers([batch], widths[-1])}, classified


def cnn(channels, image, batch):
    layers = []
    for inputs, outputs in zip([3, *channels], channels):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    last = (image // 2 ** len(channels)) ** 2 * channels[-1]
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(last, 10))
    return model, {"x": floats([batch, 3, image, image], 1), "y": integers([batch], 10)}, classified


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.heads = heads

    def forward(self, x):
        batch, time, width = x.shape
        q, k, v = (t.view(batch, time, self.heads, -1).transpose(1, 2) for t in self.qkv(self.norm1(x)).split(width, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(y.transpose(1, 2).reshape(batch, time, width))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self, vocabulary, context, layers, heads, width):
        super().__init__()
        self.token, self.position = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)

    def forward(self, x):
        h = self.token(x) + self.position(torch.arange(x.shape[1]))
        return self.head(self.norm(self.blocks(h))).flatten(0, 1)


def gpt(layers, heads, width, context, batch):
    tokens = integers([batch, context], 65)
    return GPT(65, context, layers, heads, width), {"x": tokens, "y": tokens.flatten()}, classified


class Residual(nn.Module):
    def __init__(self, inputs, outputs, embedding):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(8, inputs), nn.GroupNorm(8, outputs)
        self.conv1, self.conv2 = nn.Conv2d(inputs, outputs, 3, padding=1), nn.Conv2d(outputs, outputs, 3, padding=1)
        self.time = nn.Linear(embedding, outputs)
        self.skip = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x, t):
        h = self.conv1(F.silu(self.norm1(x))) + self.time(F.silu(t))[:, :, None, None]
        return self.conv2(F.silu(self.norm2(h))) + self.skip(x)


class UNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        e = 4 * c
        self.width = c
        self.time1, self.time2 = nn.Linear(c, e), nn.Linear(e, e)
        self.first, self.last = nn.Conv2d(3, c, 3, padding=1), nn.Conv2d(c, 3, 3, padding=1)
        self.down1 = nn.Conv2d(c, c, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(2 * c, 2 * c, 3, stride=2, padding=1)
        self.left1, self.left2, self.middle = Residual(c, c, e), Residual(c, 2 * c, e), Residual(2 * c, 2 * c, e)
        self.right2, self.right1 = Residual(4 * c, 2 * c, e), Residual(3 * c, c, e)
        self.norm = nn.GroupNorm(8, c)

    def forward(self, x, t):
        half = self.width // 2
        angles = t[:, None].float() * torch.exp(torch.arange(half) * (-math.log(10_000) / half))
        time = self.time2(F.silu(self.time1(torch.cat([angles.sin(), angles.cos()], 1))))
        left1 = self.left1(self.first(x), time)
        left2 = self.left2(self.down1(left1), time)
        middle = self.middle(self.down2(left2), time)
        right2 = self.right2(torch.cat([F.interpolate(middle, scale_factor=2), left2], 1), time)
        right1 = self.right1(torch.cat([F.interpolate(right2, scale_factor=2), left1], 1), time)
        return self.last(F.silu(self.norm(right1)))


def unet(channels, image, batch):
    shape = [batch, 3, image, image]
    data = {"x": floats(shape, 1), "t": integers([batch], 1000), "noise": floats(shape, 2)}
    return UNet(channels), data, lambda model, b: F.mse_loss(model(b["x"], b["t"]), b["noise"])


class LSTM(nn.Module):
    def __init__(self, layers, inputs, width):
        super().__init__()
        self.lstm, self.head = nn.LSTM(inputs, width, layers), nn.Linear(width, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[0][-1])


def lstm(layers, inputs, width, time, batch):
    return LSTM(layers, inputs, width), {"x": floats([time, batch, inputs], 1), "y": integers([batch], 10)}, classified


def critic(channels, image, batch):
    layers = []
    for inputs, outputs in zip([3, *channels], channels):
        layers += [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
    last = (image // 2 ** len(channels)) ** 2 * channels[-1]
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(last, 1))
    shape = [batch, 3, image, image]
    return model, {"real": floats(shape, 1), "fake": floats(shape, 2), "share": floats([batch, 1, 1, 1], 3)}, wgan_gp


def wgan_gp(model, batch):
    real, fake = batch["real"], batch["fake"]
    between = (real + (batch["share"] + 0.5) * (fake - real)).requires_grad_()
    (slope,) = torch.autograd.grad(model(between).sum(), between, create_graph=True)
    length = (slope.square().sum((1, 2, 3)) + 1e-12).sqrt()
    return model(fake).mean() - model(real).mean() + 10 * (length - 1).square().mean()


nets = {"mlp": mlp, "cnn": cnn, "gpt": gpt, "unet": unet, "lstm": lstm, "critic": critic}
