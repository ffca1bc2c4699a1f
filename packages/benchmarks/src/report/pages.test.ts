import { expect, test } from 'vitest';
import { machine } from '../machine.js';
import { noResults, type Results } from '../results.js';
import { pages } from './pages.js';

const date = '2026-01-02';
const rounds = (ms: number) => ({ rounds: [[ms, ms], [ms * 1.1]] });

/** Made-up results with a peer that refuses, one that is missing, and two points of a curve. */
function results(): Results {
  const all = noResults(machine(), 2);
  all.sides.torch = { title: 'PyTorch eager 2.0', threads: 2 };
  all.sides['tfjs-wasm'] = { title: 'tfjs wasm 4.0', threads: 1, note: 'Adam instead of AdamW' };
  all.absent.jax = 'No module named jax';
  const refusal = { cannot: 'no filter | gradient' };
  all.steps['mlp/train'] = {
    date,
    parameters: 1234,
    sides: { saddlepoint: rounds(2), torch: rounds(4), 'tfjs-wasm': rounds(40) },
  };
  all.steps['cnn/train'] = {
    date,
    parameters: 99,
    sides: { saddlepoint: rounds(5), torch: rounds(4), 'tfjs-wasm': refusal },
  };
  all.optimizers['adamw/1e6'] = {
    date: '2026-01-05',
    parameters: 1e6,
    sides: { saddlepoint: rounds(1), copy: rounds(0.8), torch: { ...rounds(2), how: 'fused' } },
  };
  for (const x of [64, 128, 256]) {
    all.growth[`mlp-width/${x}`] = { date, parameters: x, sides: { saddlepoint: rounds(x * x), torch: rounds(x) } };
  }
  all.compile.mlp = { date, sides: { saddlepoint: { first: [30, 50, 40], step: 10 }, torch: refusal } };
  const mebi = 2 ** 20;
  all.memory.mlp = {
    date,
    sides: { saddlepoint: { idle: 50 * mebi, peak: 100 * mebi }, torch: { idle: 150 * mebi, peak: 200 * mebi } },
  };
  all.steadiness.small = { date, sides: { saddlepoint: { early: 100 * mebi, late: 101 * mebi } } };
  return all;
}

const files = pages(results());
const page = files['benchmarks.md']!;

test.each([
  ['times, ratios and their spread', '| 1,234 | 2.00 (2.00–2.10) | **0.50** (0.50–0.50), 4.00 ms |'],
  [
    'the way a peer takes',
    '| adamw | 1.00 (1.00–1.05) | **0.50** (0.50–0.50), 2.00 ms fused | **1.25** (1.25–1.25), 0.800 ms |',
  ],
  ['a refusal as a note', '| 99 | 5.00 (5.00–5.25) | – [1] |'],
  ['its reason, harmless in a table', '[1] no filter \\| gradient'],
  ['what compiling takes', '| MLP 784-512-64-10, batch 256 | 30.0 | – [1] |'],
  ['memory', '| 100 MiB (50 MiB) | **0.50**, 200 MiB (150 MiB) |'],
  ['steadiness', '| Saddlepoint | **1.010**: 100 MiB, 101 MiB |'],
  ['the power of growth', 'Saddlepoint 2.00, PyTorch eager 1.00'],
  ['when', 'Measured from 2026-01-02 to 2026-01-05 on'],
  ['what a reader has to know', '- tfjs wasm 4.0 (threads: 1): Adam instead of AdamW'],
  [
    'who is missing',
    '- not measured: JAX jit, which did not start: No module named jax. To have it: pip install jax optax',
  ],
])('shows %s', (_, text) => {
  expect(page).toContain(text);
});

test('draws what is measured, and only that', () => {
  expect(Object.keys(files).filter((file) => file.endsWith('.svg'))).toEqual([
    'benchmarks/steps-torch.svg',
    'benchmarks/steps-tfjs-wasm.svg',
    'benchmarks/optimizers-1e6.svg',
    'benchmarks/growth-mlp-width.svg',
  ]);
  expect(JSON.parse(files['benchmarks/latest.json']!)).toEqual(results());
});

test('parts without results are left out', () => {
  const empty = pages(noResults(machine(), 2))['benchmarks.md']!;
  expect(empty).not.toMatch(/## (Steps|Optimizers|How|Compile|Memory)/);
});
