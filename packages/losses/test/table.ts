import { readFileSync } from 'node:fs';
import { mul, type Shape, sum, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { testLoss } from '../src/conformance/index.js';
import type { LossOptions } from '../src/internal/loss.js';
import { type Errors, errorOf, statedErrors, writeErrors } from './errors.js';
import { wave } from './fixture.js';

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

/** Checks every row: reference values, derivatives of first and second order, ±1e4, reductions, masks, errors. */
export function testLosses(file: string, rows: Rows): void {
  const url = new URL(`../src/fixtures/${file}.json`, import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as { cases: { [name: string]: Case } };

  test('every reference case is a row', () => {
    expect(Object.keys(rows).sort()).toEqual(Object.keys(cases).sort());
  });

  const measures = new Map<string, () => Promise<Errors>>();

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
    const measure = once(async (): Promise<Errors> => {
      const [, grads, y] = valueAndGrad(single, { aux: true })(free);
      const errors = await Promise.all(positions.map((i, k) => errorOf(grads[k]!, gradients[i]!)));
      return { cases: 1, value: await errorOf(y, value), gradients: Math.max(0, ...errors) };
    });
    measures.set(name, measure);
    testLoss(name, { ...row, inputs, free: positions }, { describe, it: test });

    describe(name, () => {
      test('value and gradients as in the reference', async () => {
        const errors = await measure();
        const allowed = 10 ** -(row.digits ?? 12);
        expect(errors.value).toBeLessThan(allowed);
        expect(errors.gradients).toBeLessThan(allowed);
      });

      for (const [wrong, message] of row.wrong ?? []) {
        test(`error: ${message}`, () => {
          expect(() => wrong({}, ...inputs)).toThrow(message);
        });
      }
    });
  }

  test('as far from the references as oracle/README.md says', async () => {
    const found = new Map<string, Errors>();
    for (const [name, measure] of measures) {
      const [loss, one] = [name.split(' ')[0]!, await measure()];
      const { cases: before, value, gradients } = found.get(loss) ?? { cases: 0, value: 0, gradients: 0 };
      const most = { value: Math.max(value, one.value), gradients: Math.max(gradients, one.gradients) };
      found.set(loss, { cases: before + one.cases, ...most });
    }
    if (process.env.UPDATE_ERRORS) writeErrors(found);
    const stated = statedErrors();
    for (const [loss, errors] of found) {
      expect(stated.get(loss)?.cases, `the cases of ${loss}`).toBe(errors.cases);
      for (const part of ['value', 'gradients'] as const) {
        // Below the rounding of a double, and within a factor of it, engines of JavaScript may differ.
        const ratio = Math.max(errors[part], 1e-16) / stated.get(loss)![part];
        expect(ratio, `${part} of ${loss}: ${errors[part]}`).toBeGreaterThan(1 / 4);
        expect(ratio, `${part} of ${loss}: ${errors[part]}`).toBeLessThan(4);
      }
    }
  });
}

/** The same function, called at the first time only. */
function once<T>(fn: () => T): () => T {
  let result: { value: T } | undefined;
  return () => {
    result ??= { value: fn() };
    return result.value;
  };
}
