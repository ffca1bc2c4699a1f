import { type Shape, sameShape, sizeOf } from '@saddlepoint/tensor';
import { groupAxes, MOST_AXES, mergeAxes, trailing, widen } from './axes.js';
import type { Emitter } from './emitter.js';
import type { Value } from './program.js';

/** Arithmetic on values of a program, as the emitters of composed primitives write it. */

/** NumPy's broadcasting; the shapes are known to fit. */
function broadcast(a: Shape, b: Shape): Shape {
  if (sameShape(a, b) || b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    return x === 1 ? (b[b.length - rank + i] ?? 1) : x;
  });
}

type Number = Value | number;

const valueOf = (e: Emitter, x: Number, like: Number): Value =>
  typeof x === 'number' ? e.scalar(x, typeof like === 'number' ? 'float32' : like.dtype) : x;

/** A kernel that broadcasts its operands quickly on every engine, if they are floats. */
const arithmetic =
  (kernel: string) =>
  (e: Emitter, x: Number, y: Number): Value => {
    const [a, b] = [valueOf(e, x, y), valueOf(e, y, x)];
    return pair(e, kernel, a, b, broadcast(a.shape, b.shape), a.dtype);
  };

/** A kernel of two operands that broadcasts them, on few axes. */
function pair(e: Emitter, kernel: string, a: Value, b: Value, shape: Shape, dtype: Value['dtype']): Value {
  if (shape.length <= MOST_AXES) return e.run(kernel, { a, b }, {}, shape, dtype);
  const shapes = [a, b].map((x) => widen(x.shape, shape.length)) as [number[], number[]];
  const groups = groupAxes(shape.map((d, i) => Number(shapes[0][i] === d) + 2 * Number(shapes[1][i] === d)));
  const [left, right] = [a, b].map((x, k) => e.reshape(x, mergeAxes(shapes[k]!, groups))) as [Value, Value];
  return e.reshape(e.run(kernel, { a: left, b: right }, {}, mergeAxes(shape, groups), dtype), shape);
}

/** A kernel that some engine is slow to broadcast for. */
const binary =
  (kernel: string, dtype?: Value['dtype']) =>
  (e: Emitter, x: Number, y: Number): Value => {
    const [a, b] = [valueOf(e, x, y), valueOf(e, y, x)];
    const shape = broadcast(a.shape, b.shape);
    return pair(e, kernel, evened(e, a, shape), evened(e, b, shape), shape, dtype ?? a.dtype);
  };

export const unary =
  (kernel: string, dtype?: Value['dtype']) =>
  (e: Emitter, x: Value): Value => {
    const flat = x.shape.length <= MOST_AXES ? x : e.reshape(x, [sizeOf(x.shape)]);
    return e.reshape(e.run(kernel, { x: flat }, {}, flat.shape, dtype ?? x.dtype), x.shape);
  };

export const add = arithmetic('Add');
export const sub = arithmetic('Sub');
export const mul = arithmetic('Multiply');
export const div = arithmetic('RealDiv');
export const floorDiv = binary('FloorDiv');
export const power = binary('Pow');
export const maximum = binary('Maximum');
export const minimum = binary('Minimum');
export const equal = binary('Equal', 'bool');
export const notEqual = binary('NotEqual', 'bool');
export const less = binary('Less', 'bool');
export const lessEqual = binary('LessEqual', 'bool');
export const and = binary('LogicalAnd', 'bool');
export const or = binary('LogicalOr', 'bool');
export const not = unary('LogicalNot');
export const isNaN = unary('IsNan', 'bool');
export const exp = unary('Exp');
export const log = unary('Log');
export const sqrt = unary('Sqrt');
export const rsqrt = unary('Rsqrt');
export const abs = unary('Abs');
export const reciprocal = unary('Reciprocal');
export const square = unary('Square');

/** x in another dtype; numbers become bools by comparing them with 0. */
export function cast(e: Emitter, x: Value, dtype: Value['dtype']): Value {
  if (x.dtype === dtype) return x;
  if (dtype === 'bool') return notEqual(e, x, 0);
  const named = e.run('Cast', { x }, { dtype }, x.shape, dtype);
  return dtype === 'float32' && e.engine.nominalIntegers ? add(e, named, 0) : named;
}

/** What `write` makes of x, in floats where the engine's kernel takes no integers. */
export function inFloats(e: Emitter, x: Value, write: (x: Value) => Value): Value {
  if (x.dtype === 'float32' || !e.engine.nominalIntegers) return write(x);
  return cast(e, write(cast(e, x, 'float32')), x.dtype);
}

/** x in a larger shape, written out. */
export function broadcastTo(e: Emitter, x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const number = e.numberIn(x);
  if (number !== undefined) {
    return e.run('Fill', {}, { shape: [...shape], value: number, dtype: x.dtype }, shape, x.dtype);
  }
  const wide = widen(x.shape, shape.length);
  const longer = shape.flatMap((d, i) => (d > 1 ? [i] : []));
  const groups = groupAxes(longer.map((i) => shape[i] === wide[i])).map((axes) => axes.map((axis) => longer[axis]!));
  const target = mergeAxes(shape, groups);
  const full = e.reshape(x, mergeAxes(wide, groups));
  const reps = target.map((d, i) => (full.shape[i] === d ? 1 : d));
  if (reps.every((r) => r === 1)) return e.reshape(full, shape);
  if (!e.engine.slowPlaces || x.dtype !== 'float32') {
    return e.reshape(tile(e, full, reps), shape);
  }
  const ones = e.once(`ones ${reps}`, () => e.constant(new Float32Array(sizeOf(reps)).fill(1), reps, 'float32'));
  return e.reshape(mul(e, full, ones), shape);
}

/** x repeated, axis by axis where there are many. */
function tile(e: Emitter, x: Value, reps: readonly number[]): Value {
  const sizes = (from: Shape) => from.map((d, i) => d * reps[i]!);
  if (reps.length <= MOST_AXES) return e.run('Tile', { x }, { reps: [...reps] }, sizes(x.shape));
  return reps.reduce((part, times, axis) => {
    if (times === 1) return part;
    const shape = part.shape.map((d, i) => (i === axis ? d * times : d));
    const rows = [sizeOf(shape.slice(0, axis)), part.shape[axis]!, sizeOf(shape.slice(axis + 1))];
    return e.reshape(tile(e, e.reshape(part, rows), [1, times, 1]), shape);
  }, x);
}

/** x for a kernel that broadcasts: written out where x has size 1 on an axis after its first longer one. */
function evened(e: Emitter, x: Value, shape: Shape): Value {
  if (!e.engine.slowPlaces || sizeOf(x.shape) === 1) return x;
  const lead = shape.length - x.shape.length;
  const uneven = x.shape.some((d, i) => d === 1 && shape[lead + i]! > 1);
  return uneven ? broadcastTo(e, x, [...shape.slice(0, lead).map(() => 1), ...shape.slice(lead)]) : x;
}

/** `a` where the condition holds, else `b`; the kernel wants all of one shape. */
export function select(e: Emitter, condition: Value, a: Number, b: Number): Value {
  const [t, f] = [valueOf(e, a, b), valueOf(e, b, a)];
  const shape = broadcast(condition.shape, broadcast(t.shape, f.shape));
  const flat = shape.length <= MOST_AXES ? shape : [sizeOf(shape)];
  const full = (x: Value) => e.reshape(broadcastTo(e, x, shape), flat);
  const chosen = e.run('Select', { condition: full(condition), t: full(t), e: full(f) }, {}, flat, t.dtype);
  return e.reshape(chosen, shape);
}

/** A reduction over `axes`, which are removed. */
export function reduce(e: Emitter, kernel: string, x: Value, axes: readonly number[]): Value {
  const groups = groupAxes(x.shape.map((_, i) => axes.includes(i)));
  if (groups.length > 3) {
    // Axes here and there are moved to the end first, as the kernels do it themselves; the WebGPU engine's Min gets it wrong.
    const kept = x.shape.flatMap((_, i) => (axes.includes(i) ? [] : [i]));
    const last = transpose(e, x, [...kept, ...axes]);
    return reduce(
      e,
      kernel,
      last,
      axes.map((_, i) => kept.length + i),
    );
  }
  const merged = mergeAxes(x.shape, groups);
  const axis = groups.flatMap(([first], i) => (axes.includes(first!) ? [i] : []));
  const rest = merged.filter((_, i) => !axis.includes(i));
  // The names that different reductions give their axes.
  const attributes = { axis, reductionIndices: axis, keepDims: false };
  const reduced = inFloats(e, e.reshape(x, merged), (floats) => e.run(kernel, { x: floats }, attributes, rest));
  return e.reshape(
    reduced,
    x.shape.filter((_, i) => !axes.includes(i)),
  );
}

export function transpose(e: Emitter, x: Value, perm: readonly number[]): Value {
  if (perm.every((p, i) => p === i)) return x;
  // Axes that stay neighbours go together; those of size 1 go anywhere.
  const kept = perm.filter((p) => x.shape[p] !== 1);
  const runs: number[][] = [];
  kept.forEach((p, i) => {
    if (i > 0 && rankAmong(kept, p) === rankAmong(kept, kept[i - 1]!) + 1) runs.at(-1)!.push(p);
    else runs.push([p]);
  });
  const shape = perm.map((p) => x.shape[p]!);
  if (runs.length <= 1) return e.reshape(x, shape);
  const sizes = mergeAxes(x.shape, runs);
  const order = runs.map((_, i) => i).sort((i, k) => runs[i]![0]! - runs[k]![0]!);
  const source = e.reshape(
    x,
    order.map((i) => sizes[i]!),
  );
  const places = runs.map((_, i) => order.indexOf(i));
  const moved = inFloats(e, source, (floats) => e.run('Transpose', { x: floats }, { perm: places }, sizes));
  return e.reshape(moved, shape);
}

/** How many of `axes` come before this one. */
function rankAmong(axes: readonly number[], axis: number): number {
  return axes.filter((other) => other < axis).length;
}

/** x from `begin`, `size` elements on each axis. */
export function slice(e: Emitter, x: Value, begin: readonly number[], size: Shape): Value {
  if (sameShape(x.shape, size)) return x;
  // Axes that stay whole join the one before: engines copy longer runs, and some take only few axes.
  const groups = trailing(x.shape.map((d, i) => d === size[i]));
  const [from, count] = [mergeAxes(x.shape, groups), mergeAxes(size, groups)];
  const start = groups.map((axes) => begin[axes[0]!]! * sizeOf(axes.slice(1).map((axis) => x.shape[axis]!)));
  return e.reshape(e.run('Slice', { x: e.reshape(x, from) }, { begin: start, size: count }, count), size);
}

/** Elements along one axis, and all of the others. */
export function sliceAxis(e: Emitter, x: Value, axis: number, start: number, count: number): Value {
  const at = (value: number, rest: (i: number) => number) => x.shape.map((_, i) => (i === axis ? value : rest(i)));
  return slice(
    e,
    x,
    at(start, () => 0),
    at(count, (i) => x.shape[i]!),
  );
}

export function concat(e: Emitter, parts: readonly Value[], axis: number): Value {
  if (parts.length === 1) return parts[0]!;
  const total = parts.reduce((sum, x) => sum + x.shape[axis]!, 0);
  const shape = parts[0]!.shape.map((d, i) => (i === axis ? total : d));
  const groups = groupAxes(shape.map((_, i) => Math.sign(i - axis)));
  const at = groups.findIndex(([first]) => first === axis);
  const merged = parts.map((x) => e.reshape(x, mergeAxes(x.shape, groups)));
  return e.reshape(e.runList('Concat', merged, { axis: at }, mergeAxes(shape, groups)), shape);
}
