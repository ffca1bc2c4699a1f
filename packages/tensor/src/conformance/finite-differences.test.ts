import { describe, it } from 'vitest';
import { grad, hvp } from '../autodiff/transforms.js';
import { compile } from '../compile.js';
import { isFloat } from '../dtype.js';
import { reference } from '../reference/backend.js';
import { Tensor } from '../tensor.js';
import { difference } from './compare.js';
import { lossOf, operandsOf } from './evaluate.js';
import type { Case } from './method.js';
import { jobsOf } from './session.js';
import { families } from './table.js';

/** The derivatives of the reference backend against differences of its own values, in double precision. */

/** Fourth-order central differences: their error is h⁴ ≈ 1e-12 times the fifth derivative. */
const h = 2 ** -10;
const stencil = [
  [-2, 1 / 12],
  [-1, -2 / 3],
  [1, 2 / 3],
  [2, -1 / 12],
] as const;

/** Errors are relative to the largest element. */
const close = { tolerance: 1e-8, strict: false };

type Point = Float64Array[];

async function checkDerivatives(c: Case, order: 1 | 2): Promise<string[]> {
  const given = operandsOf(c, 'float32');
  const chosen = given.inputs.flatMap((x, i) => (isFloat(x.dtype) ? [i] : []));
  const loss = lossOf(c, given);
  const value = compile(reference(), (params: readonly Tensor[]) => loss(params));
  const gradient = compile(reference(), (params: readonly Tensor[]) => grad(loss)(params));
  const product = compile(reference(), (params: readonly Tensor[], v: readonly Tensor[]) => hvp(loss, params, v));
  const tensors = (point: Point): Tensor[] =>
    point.map((data, k) => new Tensor(given.inputs[chosen[k]!]!.shape, 'float32', { kind: 'host', data }));
  const read = async (list: readonly Tensor[]): Promise<Point> =>
    Promise.all(list.map(async (x) => Float64Array.from(await x.data())));
  const start = await read(chosen.map((i) => given.inputs[i]!));
  const directions = await read(chosen.map((i) => given.directions[i]!));
  const moved = (by: number): Point => start.map((x, k) => x.map((v, j) => v + by * directions[k]![j]!));

  const problems: string[] = [];
  const expectClose = (what: string, exact: Point, differences: Point): void => {
    exact.forEach((x, k) => {
      const found = difference(x, differences[k]!, close);
      if (found) problems.push(`${c.name} (${c.inputs}) ${what} of operand ${k}: ${found}`);
    });
  };

  const differences: Point = start.map((x) => new Float64Array(x.length));
  for (const [k, x] of start.entries()) {
    for (let j = 0; j < x.length; j++) {
      for (const [step, weight] of stencil) {
        const point = start.map((y) => y.slice());
        point[k]![j]! += step * h;
        differences[k]![j]! += (weight / h) * (await (await value(tensors(point))).data())[0]!;
      }
    }
  }
  expectClose('gradient', await read(await gradient(tensors(start))), differences);

  if (order === 2) {
    const along: Point = start.map((x) => new Float64Array(x.length));
    for (const [step, weight] of stencil) {
      const g = await read(await gradient(tensors(moved(step * h))));
      g.forEach((x, k) => {
        x.forEach((v, j) => {
          along[k]![j]! += (weight / h) * v;
        });
      });
    }
    expectClose('second derivative', await read(await product(tensors(start), tensors(directions))), along);
  }
  return problems;
}

describe('derivatives agree with finite differences', () => {
  for (const [family, methods] of Object.entries(families)) {
    for (const method of methods) {
      const jobs = jobsOf(method, 'float32').filter(
        (job) => job.order > 0 && !job.case.convention && !job.case.expected,
      );
      if (jobs.length === 0) continue;
      it(`${family}: ${method.name}`, async () => {
        const problems: string[] = [];
        for (const job of jobs) problems.push(...(await checkDerivatives(job.case, job.order as 1 | 2)));
        if (problems.length > 0) throw new Error(`${problems.length} problems:\n${problems.join('\n')}`);
      });
    }
  }
});
