"""The networks of `src/nets`, in JAX. Each is made from the same sizes and returns (shapes of parameters, batch, loss)."""

import math

import jax
import jax.numpy as jnp
from jax import lax

from pattern import classes, pattern


def linear(inputs, outputs, bias=True):
    return {"weight": (outputs, inputs), **({"bias": (outputs,)} if bias else {})}


def conv(inputs, outputs, size):
    return {"weight": (outputs, inputs, size, size), "bias": (outputs,)}


def norm(width):
    return {"weight": (width,), "bias": (width,)}


def dense(p, x):
    y = x @ p["weight"].T
    return y + p["bias"] if "bias" in p else y


def convolve(p, x, stride=1, padding=0):
    y = lax.conv(x, p["weight"], (stride, stride), "VALID") if padding == 0 else lax.conv_general_dilated(
        x, p["weight"], (stride, stride), [(padding, padding)] * 2)
    return y + p["bias"][:, None, None]


def pool(x):
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def cross_entropy(logits, y):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean()


def labelled(x_shape, y_shape, count):
    return {"x": pattern(x_shape, 1), "y": classes(y_shape, count)}


def mlp(widths, batch):
    params = [linear(*pair) for pair in zip(widths, widths[1:])]

    def loss(p, b):
        x = dense(p[0], b["x"])
        for layer in p[1:]:
            x = dense(layer, jax.nn.relu(x))
        return cross_entropy(x, b["y"])

    return params, labelled([batch, widths[0]], [batch], widths[-1]), loss


def cnn(channels, image, batch):
    last = (image // 2 ** len(channels)) ** 2 * channels[-1]
    params = {"convs": [conv(*pair, 3) for pair in zip([3, *channels], channels)], "head": linear(last, 10)}

    def loss(p, b):
        x = b["x"]
        for layer in p["convs"]:
            x = pool(jax.nn.relu(convolve(layer, x, padding=1)))
        return cross_entropy(dense(p["head"], x.reshape(batch, -1)), b["y"])

    return params, labelled([batch, 3, image, image], [batch], 10), loss


def layer_norm(p, x):
    return jax.nn.standardize(x, epsilon=1e-5) * p["weight"] + p["bias"]


def gpt(layers, heads, width, context, batch):
    block = {
        "norm1": norm(width), "qkv": linear(width, 3 * width), "out": linear(width, width),
        "norm2": norm(width), "up": linear(width, 4 * width), "down": linear(4 * width, width),
    }
    params = {
        "token": (65, width), "position": (context, width), "blocks": [block] * layers,
        "norm": norm(width), "head": linear(width, 65, bias=False),
    }

    def attend(p, x):
        q, k, v = (t.reshape(batch, context, heads, -1) for t in jnp.split(dense(p["qkv"], x), 3, -1))
        return dense(p["out"], jax.nn.dot_product_attention(q, k, v, is_causal=True).reshape(x.shape))

    def loss(p, b):
        x = p["token"][b["x"]] + p["position"]
        for q in p["blocks"]:
            x = x + attend(q, layer_norm(q["norm1"], x))
            x = x + dense(q["down"], jax.nn.gelu(dense(q["up"], layer_norm(q["norm2"], x))))
        return cross_entropy(dense(p["head"], layer_norm(p["norm"], x)).reshape(-1, 65), b["y"])

    tokens = classes([batch, context], 65)
    return params, {"x": tokens, "y": tokens.reshape(-1)}, loss


def group_norm(p, x):
    y = jax.nn.standardize(x.reshape(x.shape[0], 8, -1), epsilon=1e-5).reshape(x.shape)
    return y * p["weight"][:, None, None] + p["bias"][:, None, None]


def upsample(x):
    return x.repeat(2, 2).repeat(2, 3)


def unet(channels, image, batch):
    c, e = channels, 4 * channels

    def residual(inputs, outputs):
        block = {
            "norm1": norm(inputs), "conv1": conv(inputs, outputs, 3), "time": linear(e, outputs),
            "norm2": norm(outputs), "conv2": conv(outputs, outputs, 3),
        }
        return block if inputs == outputs else {**block, "skip": conv(inputs, outputs, 1)}

    params = {
        "time1": linear(c, e), "time2": linear(e, e), "first": conv(3, c, 3), "last": conv(c, 3, 3), "norm": norm(c),
        "down1": conv(c, c, 3), "down2": conv(2 * c, 2 * c, 3), "left1": residual(c, c), "left2": residual(c, 2 * c),
        "middle": residual(2 * c, 2 * c), "right2": residual(4 * c, 2 * c), "right1": residual(3 * c, c),
    }

    def block(p, x, t):
        h = convolve(p["conv1"], jax.nn.silu(group_norm(p["norm1"], x)), padding=1)
        h = h + dense(p["time"], jax.nn.silu(t))[:, :, None, None]
        y = convolve(p["conv2"], jax.nn.silu(group_norm(p["norm2"], h)), padding=1)
        return y + (convolve(p["skip"], x) if "skip" in p else x)

    def loss(p, b):
        angles = b["t"][:, None] * jnp.exp(jnp.arange(c // 2) * (-math.log(10_000) / (c // 2)))
        time = dense(p["time1"], jnp.concatenate([jnp.sin(angles), jnp.cos(angles)], 1))
        time = dense(p["time2"], jax.nn.silu(time))
        left1 = block(p["left1"], convolve(p["first"], b["x"], padding=1), time)
        left2 = block(p["left2"], convolve(p["down1"], left1, 2, 1), time)
        middle = block(p["middle"], convolve(p["down2"], left2, 2, 1), time)
        right2 = block(p["right2"], jnp.concatenate([upsample(middle), left2], 1), time)
        right1 = block(p["right1"], jnp.concatenate([upsample(right2), left1], 1), time)
        noise = convolve(p["last"], jax.nn.silu(group_norm(p["norm"], right1)), padding=1)
        return jnp.square(noise - b["noise"]).mean()

    shape = [batch, 3, image, image]
    return params, {"x": pattern(shape, 1), "t": classes([batch], 1000), "noise": pattern(shape, 2)}, loss


def lstm(layers, inputs, width, time, batch):
    def cell(n):
        return {"input": linear(n, 4 * width), "hidden": linear(width, 4 * width)}

    params = {"cells": [cell(inputs), *[cell(width)] * (layers - 1)], "head": linear(width, 10)}

    def loss(p, b):
        x = b["x"]
        for q in p["cells"]:
            def step(state, gates):
                h, c = state
                i, f, g, o = jnp.split(gates + dense(q["hidden"], h), 4, 1)
                c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
                h = jax.nn.sigmoid(o) * jnp.tanh(c)
                return (h, c), h

            zero = jnp.zeros((batch, width))
            x = lax.scan(step, (zero, zero), dense(q["input"], x))[1]
        return cross_entropy(dense(p["head"], x[-1]), b["y"])

    return params, labelled([time, batch, inputs], [batch], 10), loss


def critic(channels, image, batch):
    last = (image // 2 ** len(channels)) ** 2 * channels[-1]
    params = {"convs": [conv(*pair, 4) for pair in zip([3, *channels], channels)], "head": linear(last, 1)}

    def f(p, x):
        for layer in p["convs"]:
            x = jax.nn.leaky_relu(convolve(layer, x, 2, 1), 0.2)
        return dense(p["head"], x.reshape(batch, -1))

    def loss(p, b):
        between = b["real"] + (b["share"] + 0.5) * (b["fake"] - b["real"])
        slope = jax.grad(lambda x: f(p, x).sum())(between)
        length = jnp.sqrt(jnp.square(slope).sum((1, 2, 3)) + 1e-12)
        return f(p, b["fake"]).mean() - f(p, b["real"]).mean() + 10 * jnp.square(length - 1).mean()

    shape = [batch, 3, image, image]
    return params, {"real": pattern(shape, 1), "fake": pattern(shape, 2), "share": pattern([batch, 1, 1, 1], 3)}, loss


nets = {"mlp": mlp, "cnn": cnn, "gpt": gpt, "unet": unet, "lstm": lstm, "critic": critic}
