"""Times of the heavy initialisers against NumPy and torch, side by side: each round runs both.

Build first: npx pnpm@10 --filter @saddlepoint/init... build. Run: python packages/init/oracle/times.py [rounds]
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
COUNT = 100_000_000
rng = np.random.default_rng(1)
weight = rng.standard_normal((784, 512), dtype=np.float32)


def numpy_normal():
    x = rng.standard_normal(COUNT, dtype=np.float32)
    x *= np.float32((2 / 10_000) ** 0.5)


def numpy_uniform():
    x = rng.random(COUNT, dtype=np.float32)
    x *= np.float32(0.05)
    x -= np.float32(0.025)


def orthogonal(threads):
    torch.set_num_threads(threads)
    torch.nn.init.orthogonal_(torch.empty(2048, 2048))


JOBS = {
    "kaiming normal, 100 M": {"NumPy float32": numpy_normal, "NumPy float64": lambda: rng.normal(0, 0.014, COUNT)},
    "kaiming uniform, 100 M": {"NumPy float32": numpy_uniform, "NumPy float64": lambda: rng.uniform(-0.02, 0.02, COUNT)},
    "orthogonal 2048²": {"torch, 1 thread": lambda: orthogonal(1), "torch, 2 threads": lambda: orthogonal(2)},
    "singular values 784×512": {
        "NumPy float64": lambda: np.linalg.svd(weight.astype(np.float64), compute_uv=False),
        "NumPy float32": lambda: np.linalg.svd(weight, compute_uv=False),
    },
}
# Our side: a line with a job comes in, a line with its seconds goes out.
PROGRAM = """
import { createInterface } from 'node:readline';
import { kaimingNormal, kaimingUniform, orthogonal, singularValues } from '@saddlepoint/init';
import { key, materialize, normal } from '@saddlepoint/tensor';

const weight = normal(key(1), [784, 512]);
await weight.data();

/** @type {Record<string, (seed: number) => Promise<unknown>>} */
const jobs = {
  'kaiming normal, 100 M': (seed) => materialize(kaimingNormal()(key(seed), [10_000, 10_000])),
  'kaiming uniform, 100 M': (seed) => materialize(kaimingUniform()(key(seed), [10_000, 10_000])),
  'orthogonal 2048²': (seed) => materialize(orthogonal()(key(seed), [2048, 2048])),
  'singular values 784×512': () => singularValues(weight),
};

let seed = 0;
for await (const job of createInterface({ input: process.stdin })) {
  const began = performance.now();
  await jobs[job]?.(seed++);
  console.log((performance.now() - began) / 1000);
}
"""
ours = subprocess.Popen(["node", "--input-type=module", "-e", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                        text=True, bufsize=1, cwd=Path(__file__).parent)


def run(job):
    ours.stdin.write(job + "\n")
    return float(ours.stdout.readline())


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


print("| work | ours s | reference | its s | ratio |\n|---|---|---|---|---|")
for job, peers in JOBS.items():
    times = [(run(job), [seconds(work) for work in peers.values()]) for _ in range(ROUNDS)][1:]  # the first warms up
    own = statistics.median(t for t, _ in times)
    for i, name in enumerate(peers):
        theirs = statistics.median(t[i] for _, t in times)
        print(f"| {job} | {own:.3f} | {name} | {theirs:.3f} | {own / theirs:.2f} |")
ours.stdin.close()
