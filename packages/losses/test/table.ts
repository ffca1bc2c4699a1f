import { readFileSync } from 'node:fs';
import { grad, hvp, mul, type Shape, sum, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import type { LossOptions } from '../src/internal/loss.js';
import { expectClose, wave } from './fixture.js';

/** What `oracle/cases.py` wrote of one loss. */
interface Case {
  inputs: { kind: 'float' | 'int32' | 'bool'; shape: Shape; data: (number | boolean)[] }[];
  value: number[];
  /** By position of the input. */
  gradients: { [position: string]: number[] };
}

/** One loss, named as its case in the fixture. */
interface Row {
  loss: (options: LossOptions, ...inputs: Tensor[]) => Tensor;
  /** Positions of the inputs that may be ±1e4. Default: all that have a gradient. */
  large?: number[];
  /** Digits the value and the gradient share with the reference's. Default 12. */
  digits?: number;
  /** One number by nature, which has neither reductions nor a mask. */
  single?: true;
  /** Takes no options. */
  plain?: true;
  /** Parts without a gradient make it another than the value's: only the reference's is compared. */
  stopped?: true;
  /** Calls that are errors, and their messages. */
  wrong?: [call: (options: LossOptions, ...inputs: Tensor[]) => unknown, message: string][];
}

type Rows = { [name: string]: Row };

function asTensor({ kind, shape, data }: Case['inputs'][number]): Tensor {
  if (kind === 'bool') return tensor(Uint8Array.from(data, Number), { shape });
  const values = data as number[];
  return kind === 'int32' ? tensor(Int32Array.from(values), { shape }) : tensor(Float64Array.from(values), { shape });
}

/** −1e4, 0 and 1e4 in turn, for every input in another order. */
function large(shape: Shape, position: number): Tensor {
  const signs = [1, -1, 0, -1, 1, 1, 0];
  const data = Array.from({ length: wave(shape, 1, 0).size }, (_, i) => 1e4 * signs[(i * 3 + position * 2) % 7]!);
  return tensor(Float64Array.from(data), { shape });
}

/** Checks every row: reference values, derivatives of first and second order, ±1e4, reductions, masks, errors. */
export function testLosses(file: string, rows: Rows): void {
  const url = new URL(`../src/fixtures/${file}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: { [name: string]: Case } };

  test('every reference case is a row', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(cases).sort());
  });

  for (const [name, row] of Object.entries(rows)) {
    const { inputs: plain, value, gradients } = cases[name]!;
    const inputs = plain.map(asTensor);
    const positions = Object.keys(gradients).map(Number);
    const free = positions.map((i) => inputs[i]!);
    const call = (options: LossOptions, xs: Tensor[]) =>
      row.loss(options, ...inputs.map((x, i) => xs[positions.indexOf(i)] ?? x));
    const single = (xs: Tensor[]) => {
      const y = call(row.single ? {} : { reduction: 'none' }, xs);
      return [sum(mul(y, wave(y.shape, 1, 1.1))), y] as const;
    };
    const weighted = (xs: Tensor[]) => single(xs)[0];

    describe(name, () => {
      test('value and gradients as in the reference', async () => {
        const [, grads, y] = valueAndGrad(single, { aux: true })(free);
        await expectClose(y, value, row.digits);
        for (const [k, i] of positions.entries()) await expectClose(grads[k]!, gradients[i]!, row.digits);
      });

      const derivatives = row.stopped ? undefined : test;
      derivatives?.('first and second derivatives by finite differences', async () => {
        const [h, v] = [1e-5, free.map((x) => wave(x.shape, 1, 0.7))];
        const moved = (sign: number) => free.map((x, i) => x.add(v[i]!.mul(sign * h)));
        const [after, before] = [await weighted(moved(1)).item(), await weighted(moved(-1)).item()];
        const slope = sum(
          grad(weighted)(free)
            .map((g, i) => sum(mul(g, v[i]!)))
            .reduce((a, b) => a.add(b)),
        );
        await expectClose(slope, [(after - before) / (2 * h)], 6);
        const products = hvp(weighted, free, v);
        const [up, down] = [grad(weighted)(moved(1)), grad(weighted)(moved(-1))];
        for (const [i, product] of products.entries()) {
          const difference = await up[i]!.sub(down[i]!)
            .mul(1 / (2 * h))
            .data();
          await expectClose(product, Array.from(difference), 6);
        }
      });

      test('finite at ±1e4', async () => {
        const huge = free.map((x, k) => ((row.large ?? positions).includes(positions[k]!) ? large(x.shape, k) : x));
        const [total, grads, y] = valueAndGrad(single, { aux: true })(huge);
        for (const x of [total, y, ...grads]) {
          expect(Array.from(await x.data()).filter((a) => !(Math.abs(a) < 3.4e38))).toEqual([]);
        }
      });

      if (!row.single) {
        test('reductions and masks', async () => {
          const none = call({ reduction: 'none' }, free);
          const list = Array.from(await none.data());
          const add = (xs: number[]) => xs.reduce((a, b) => a + b, 0);
          await expectClose(call({ reduction: 'sum' }, free), [add(list)]);
          await expectClose(call({}, free), [add(list) / list.length]);
          const keep = list.map((_, i) => i % 3 !== 1);
          const mask = tensor(Uint8Array.from(keep, Number), { shape: none.shape });
          const kept = list.map((x, i) => (keep[i] ? x : 0));
          await expectClose(call({ reduction: 'none', mask }, free), kept);
          await expectClose(call({ reduction: 'sum', mask }, free), [add(kept)]);
          await expectClose(call({ mask }, free), [add(kept) / keep.filter(Boolean).length]);
          const nothing = tensor(false).broadcastTo(none.shape);
          await expectClose(call({ mask: nothing }, free), [0]);
          expect(() => call({ mask: wave(none.shape, 1, 0) }, free)).toThrow("must be bool: mask.cast('bool')");
          expect(() =>
            call(
              {
                mask: tensor([
                  [
                    [
                      [true, true],
                      [true, true],
                    ],
                  ],
                ]),
              },
              free,
            ),
          ).toThrow('does not broadcast');
          expect(() => call({ reduction: 'max' as 'sum' }, free)).toThrow("reduction 'max' is unknown");
        });
      }

      if (!row.plain)
        test('unknown options are errors', () => {
          expect(() => call({ nonsense: 1 } as LossOptions, free)).toThrow(/^[\w.]+: unknown option 'nonsense'/);
        });

      for (const [wrong, message] of row.wrong ?? []) {
        test(`error: ${message}`, () => {
          expect(() => wrong({}, ...inputs)).toThrow(message);
        });
      }
    });
  }
}
