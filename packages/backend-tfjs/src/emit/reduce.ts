import { sizeOf } from '@saddlepoint/tensor';
import type { Emit, Emitter, Operand } from './emitter.js';
import * as m from './math.js';
import { matmul3 } from './matmul.js';
import type { Value } from './program.js';
import { sum, sumOver } from './sum.js';

type ReduceAttributes = { axes: readonly number[] };
type StandardizeAttributes = { axes: readonly number[]; eps: number };

const reduction =
  (kernel: string): Emit =>
  (e, node, [x]) => {
    const { axes } = node.attributes as ReduceAttributes;
    return e.reshape(axes.length === 0 ? x! : m.reduce(e, kernel, x!, axes), node.shape);
  };

/**
 * On engines that begin at ∓10²⁰ and not at ∓∞: numbers beyond are compared 2⁶² times smaller, where the beginning stands
 * for ∓∞ itself.
 */
const farExtremum =
  (kernel: string): Emit =>
  (e, node, [x]) => {
    const { axes } = node.attributes as ReduceAttributes;
    const over = (v: Value) => e.reshape(m.reduce(e, kernel, v, axes), node.shape);
    const near = over(x!);
    const far = m.mul(e, over(m.mul(e, x!, 2 ** -62)), 2 ** 62);
    return m.select(e, m.less(e, m.abs(e, near), 1e19), near, far);
  };

/** Some kernels pass over NaN, so it is looked for separately. */
const extremum =
  (kernel: string): Emit =>
  (e, node, operands) => {
    const [x] = operands as [Operand];
    const isFar = node.dtype === 'int32' || e.engine.isRight(`${kernel} beyond 10²⁰`);
    const found = (isFar ? reduction : farExtremum)(kernel)(e, node, operands);
    if (node.dtype === 'int32' || e.engine.isRight(kernel)) return found;
    const { axes } = node.attributes as ReduceAttributes;
    const spoilt = m.reduce(e, 'Max', m.cast(e, m.isNaN(e, x), 'float32'), axes);
    return m.select(e, m.equal(e, e.reshape(spoilt, node.shape), 1), Number.NaN, found);
  };

/** x as [rows, size] with `axis` last, what `write` makes of it, and back. */
function onRows(e: Emitter, x: Value, axis: number, write: (rows: Value) => Value): Value {
  const order = x.shape.map((_, i) => i);
  const perm = [...order.filter((i) => i !== axis), axis];
  const moved = m.transpose(e, x, perm);
  const size = x.shape[axis]!;
  const result = write(e.reshape(moved, [sizeOf(x.shape) / size, size]));
  const back = order.map((i) => perm.indexOf(i));
  return m.transpose(e, e.reshape(result, [...moved.shape.slice(0, -1), result.shape[1]!]), back);
}

const softmax: Emit = (e, node, [x]) =>
  onRows(e, x!, (node.attributes as { axis: number }).axis, (logits) =>
    e.run('Softmax', { logits }, { dim: 1 }, logits.shape),
  );

const keep = (e: Emitter, x: Value, like: Value, axes: readonly number[]): Value =>
  e.reshape(
    x,
    like.shape.map((d, i) => (axes.includes(i) ? 1 : d)),
  );

const logSoftmax: Emit = (e, node, [x]) => {
  const axes = [(node.attributes as { axis: number }).axis];
  const shifted = m.sub(e, x!, keep(e, m.reduce(e, 'Max', x!, axes), x!, axes));
  const total = keep(e, sumOver(e, m.exp(e, shifted), axes), x!, axes);
  return m.sub(e, shifted, m.log(e, total));
};

/** x minus its mean, and 1 / √(variance + eps): made once for both primitives. */
function standardized(e: Emitter, x: Value, { axes, eps }: StandardizeAttributes): { centred: Value; scale: Value } {
  const count = sizeOf(axes.map((axis) => x.shape[axis]!));
  const meanOver = (v: Value) => keep(e, m.mul(e, sumOver(e, v, axes), 1 / count), x, axes);
  const key = `standardize ${x.slot} ${axes}`;
  const centred = e.once(key, () => m.sub(e, x, meanOver(x)));
  const scale = e.once(`${key} ${eps}`, () => m.rsqrt(e, m.add(e, meanOver(m.square(e, centred)), eps)));
  return { centred, scale };
}

const standardize: Emit = (e, node, [x]) => {
  const { centred, scale } = standardized(e, x!, node.attributes as StandardizeAttributes);
  return m.mul(e, centred, scale);
};

const inverseDeviation: Emit = (e, node, [x]) => standardized(e, x!, node.attributes as StandardizeAttributes).scale;

const argmax: Emit = (e, node, [x]) => {
  const { axis } = node.attributes as { axis: number };
  const first = onRows(e, asKey(e, x!), axis, (rows) => {
    const found = e.run('ArgMax', { x: rows }, { axis: 1 }, [rows.shape[0]!], 'int32');
    return e.reshape(found, [rows.shape[0]!, 1]);
  });
  return e.reshape(first, node.shape);
};

/** x to be compared, in floats where the engine's kernel takes no integers. */
const asKey = (e: Emitter, x: Value): Value => (e.engine.nominalIntegers ? m.cast(e, x, 'float32') : x);

const cumsum: Emit = (e, node, [x]) => {
  const { axis, reverse, exclusive } = node.attributes as { axis: number; reverse: boolean; exclusive: boolean };
  return onRows(e, x!, axis, (rows) =>
    m.inFloats(e, rows, (floats) =>
      e.engine.isRight('Cumsum')
        ? e.run('Cumsum', { x: floats }, { axis: 1, reverse, exclusive }, rows.shape)
        : timesTriangle(e, floats, reverse, exclusive),
    ),
  );
};

/** Running sums as a product with a triangle of ones. */
function timesTriangle(e: Emitter, rows: Value, reverse: boolean, exclusive: boolean): Value {
  const [count, size] = rows.shape as [number, number];
  const ones = Float32Array.from({ length: size * size }, (_, k) => {
    const ahead = ((k % size) - Math.floor(k / size)) * (reverse ? -1 : 1);
    return Number(exclusive ? ahead > 0 : ahead >= 0);
  });
  const triangle = e.once(`triangle ${size} ${reverse} ${exclusive}`, () =>
    e.constant(ones, [1, size, size], 'float32'),
  );
  return e.reshape(matmul3(e, e.reshape(rows, [1, count, size]), triangle, false, false), rows.shape);
}

const argsort: Emit = (e, node, [operand]) => {
  const { axis, descending, limit } = node.attributes as { axis: number; descending: boolean; limit: number };
  // The largest of −1 − x are the smallest of x; −x would overflow at the least integer.
  const x = descending ? operand! : operand!.dtype === 'int32' ? m.sub(e, -1, operand!) : m.mul(e, operand!, -1);
  if (x.shape[axis] === 1) return e.constant(new Int32Array(sizeOf(node.shape)), node.shape, 'int32');
  return onRows(e, asKey(e, x), axis, (rows) => {
    const shape = [rows.shape[0]!, limit];
    return e.runAll('TopK', { x: rows }, { k: limit, sorted: true }, [
      { shape, dtype: rows.dtype },
      { shape, dtype: 'int32' },
    ])[1]!;
  });
};

export const reductions: Record<string, Emit> = {
  sum,
  max: extremum('Max'),
  min: extremum('Min'),
  argmax,
  cumsum,
  argsort,
  softmax,
  logSoftmax,
  standardize,
  inverseDeviation,
};
