import { ArgumentError, compile, key, reference, type Tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { wave } from '../test/torch.js';
import { dropout } from './dropout.js';
import type { Context, Layer, NoParams } from './layer.js';
import { residual } from './residual.js';
import { sequential } from './sequential.js';
import { stateless } from './stateless.js';

const ones = (...shape: number[]) => wave(shape).mul(0).add(1);
const run = async (layer: Layer<NoParams>, x: Tensor, context?: Context) =>
  Array.from(await layer.apply({}, x, context).data());

test.each([0.1, 0.5, 0.9])('rate %s: zeros at that rate, the rest scaled up, the mean kept', async (rate) => {
  const count = 40_000;
  const values = await run(dropout(rate), ones(count), { training: true, key: key(1) });
  const kept = values.filter((v) => v !== 0);
  const scale = 1 / (1 - rate);
  expect(kept.reduce((most, v) => Math.max(most, Math.abs(v - scale)), 0)).toBeLessThan(1e-12);
  // Four standard errors of a share.
  const tolerance = 4 * Math.sqrt((rate * (1 - rate)) / count);
  expect(Math.abs(1 - kept.length / count - rate)).toBeLessThan(tolerance);
  const mean = values.reduce((a, b) => a + b, 0) / count;
  expect(Math.abs(mean - 1)).toBeLessThan(tolerance / (1 - rate));
});

test('does nothing at rate 0 or outside of training', () => {
  const x = ones(100);
  expect(dropout(0).apply({}, x, { training: true })).toBe(x);
  expect(dropout(0).apply({}, x, { training: true, key: key(0) })).toBe(x);
  expect(dropout().apply({}, x)).toBe(x);
  expect(dropout().apply({}, x, { key: key(0) })).toBe(x);
  expect(dropout().apply({}, x, { training: false, key: key(0) })).toBe(x);
});

test('the same key, the same mask; another key, another', async () => {
  const x = ones(100);
  const mask = (seed: number) => run(dropout(), x, { training: true, key: key(seed) });
  expect(await mask(1)).toEqual(await mask(1));
  expect(await mask(1)).not.toEqual(await mask(2));
});

test('each dropout in a network has its own mask', async () => {
  const seen: Tensor[] = [];
  const afresh = stateless((x) => {
    seen.push(x);
    return x.mul(0).add(1);
  });
  const pair = () => sequential(dropout(), afresh);
  const network = sequential(dropout(), afresh, pair(), residual(pair()), sequential(pair(), pair()));
  network.apply(network.init(key(0)), ones(100), { training: true, key: key(1) });
  const masks = await Promise.all(
    seen.map(async (x) =>
      Array.from(await x.data())
        .map((v) => v !== 0)
        .join(),
    ),
  );
  expect(masks).toHaveLength(5);
  expect(new Set(masks).size).toBe(5);
});

test('keeps the dtype', () => {
  const x = ones(10).cast('float16');
  expect(dropout().apply({}, x, { training: true, key: key(1) }).dtype).toBe('float16');
});

test('compiled: a fresh draw for each key, equal to that of the plain function', async () => {
  const layer = dropout();
  const draw = compile(reference(), (k: Tensor, x: Tensor) => layer.apply({}, x, { training: true, key: k }));
  const x = ones(100);
  const compiled = async (seed: number) => Array.from(await (await draw(key(seed), x)).data());
  const first = await compiled(1);
  expect(first).toEqual(await run(layer, x, { training: true, key: key(1) }));
  expect(await compiled(2)).not.toEqual(first);
  expect(await compiled(1)).toEqual(first);
  await draw.dispose();
});

test('wrong rates, and training without a key, are errors', () => {
  for (const rate of [-0.1, 1, Number.NaN]) {
    expect(() => dropout(rate)).toThrow(ArgumentError);
    expect(() => dropout(rate)).toThrow(`dropout: rate ${rate} must be from 0 up to, but not including, 1`);
  }
  expect(() => dropout().apply({}, ones(2), { training: true })).toThrow(
    'dropout: training needs randomness; pass { training: true, key } with a fresh key each step',
  );
});
