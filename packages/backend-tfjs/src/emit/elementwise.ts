import type { HostArray } from '@saddlepoint/tensor';
import { engineDType } from './dtype.js';
import type { Emit, Emitter, Operand } from './emitter.js';
import * as m from './math.js';
import type { Value } from './program.js';
import * as special from './special.js';

/** One kernel of the same meaning, of one operand; where the engine loses NaN there, it is put back. */
const unary =
  (kernel: string): Emit =>
  (e, _node, [operand]) => {
    const x: Value = operand!;
    const plain = m.unary(kernel)(e, x);
    return x.dtype === 'int32' || e.engine.isRight(kernel) ? plain : m.select(e, m.isNaN(e, x), x, plain);
  };

/** The kernel, or where a probe shows that the engine gets it wrong, what is composed of others. */
const orComposed =
  (kernel: string, probe: string, write: (e: Emitter, x: Value) => Value): Emit =>
  (e, node, operands) =>
    e.engine.isRight(probe) ? unary(kernel)(e, node, operands) : write(e, operands[0]!);

/** One kernel that broadcasts its two operands itself. */
const binary =
  (write: (e: Emitter, a: Value, b: Value) => Value): Emit =>
  (e, _node, [a, b]) =>
    write(e, a!, b!);

/** Some kernels pass over a NaN, if only in the second operand. */
const extremum =
  (kernel: string, write: typeof m.maximum): Emit =>
  (e, node, operands) => {
    const [b, a] = [...operands].sort((x, y) => Number(isNumbers(y)) - Number(isNumbers(x))) as [Operand, Operand];
    const found = write(e, a, b);
    if (node.dtype === 'int32' || e.engine.isRight(kernel) || isNumbers(b)) return found;
    return m.select(e, m.or(e, m.isNaN(e, a), m.isNaN(e, b)), m.add(e, a, b), found);
  };

/** Whether x is a constant all of whose elements are so. */
const isConstant = ({ node }: Operand, every: (x: number) => boolean): boolean =>
  node.op === 'constant' && Array.from(node.attributes.data as HostArray).every(every);

const isNumbers = (x: Operand): boolean => isConstant(x, (v) => !Number.isNaN(v));

/** Where a / a is 1, whatever a: by way of 1 / b, unless the divisor is a constant of ordinary numbers. */
const div: Emit = (e, _node, [a, b]) => {
  if (e.engine.isRight('RealDiv') || isConstant(b!, (v) => v !== 0 && Number.isFinite(v))) return m.div(e, a!, b!);
  return m.mul(e, a!, m.reciprocal(e, b!));
};

/** JavaScript's 1^∞ is NaN, everybody else's 1. */
const pow: Emit = (e, _node, [a, b]) => {
  const plain = m.power(e, a!, b!);
  return e.engine.isRight('Pow') ? plain : m.select(e, m.equal(e, a!, 1), 1, plain);
};

/** Where products of integers are rounded to doubles, b goes in two halves: a · b = a · low + (a · high) · 2¹⁶. */
const mul: Emit = (e, node, [a, b]) => {
  // One operand to read, not two; a sixth of the time on the cpu engine.
  if (a!.slot === b!.slot && a!.dtype === 'float32') return m.square(e, a!);
  if (node.dtype !== 'int32' || e.engine.isRight('Multiply')) return m.mul(e, a!, b!);
  const high = m.floorDiv(e, b!, 65536);
  const low = m.sub(e, b!, m.mul(e, high, 65536));
  return m.add(e, m.mul(e, a!, low), m.mul(e, m.mul(e, a!, high), 65536));
};

const clip: Emit = (e, node, [x]) => {
  const { min, max } = node.attributes as { min: number; max: number };
  const above = min === Number.NEGATIVE_INFINITY ? x! : m.maximum(e, x!, min);
  return max === Number.POSITIVE_INFINITY ? above : m.minimum(e, above, max);
};

/**
 * where(0 < relu(x), g, 0) as g · step(relu(x)): the wasm engine takes a quarter of the time. A gradient that is not
 * finite gives NaN where the unit is inactive.
 */
function reluGradient(e: Emitter, [condition, g, zero]: readonly Operand[]): Value | undefined {
  if (!e.engine.slowPlaces || condition!.node.op !== 'less' || e.numberIn(zero!) !== 0) return undefined;
  const [low, y] = e.operandsOf(condition!.node);
  if (y!.node.op !== 'relu' || e.numberIn(low!) !== 0 || y!.shape.length < zero!.shape.length) return undefined;
  return m.mul(
    e,
    g!,
    e.once(`step ${y!.slot}`, () => e.run('Step', { x: y! }, { alpha: 0 }, y!.shape)),
  );
}

const where: Emit = (e, node, operands) => {
  const gradient = reluGradient(e, operands);
  if (gradient) return gradient;
  const [condition, a, b] = operands;
  if (node.dtype !== 'bool') return m.select(e, condition!, a!, b!);
  // The wasm engine's Select writes four bytes for each bool.
  return m.or(e, m.and(e, condition!, a!), m.and(e, m.not(e, condition!), b!));
};

const cast: Emit = (e, node, [x]) => m.cast(e, x!, engineDType(node.dtype));

export const elementwise: Record<string, Emit> = {
  neg: unary('Neg'),
  abs: unary('Abs'),
  sign: unary('Sign'),
  floor: unary('Floor'),
  round: unary('Round'),
  exp: unary('Exp'),
  log: orComposed('Log', 'Log', special.log),
  sqrt: unary('Sqrt'),
  rsqrt: unary('Rsqrt'),
  sin: unary('Sin'),
  cos: unary('Cos'),
  tanh: unary('Tanh'),
  sigmoid: unary('Sigmoid'),
  erf: unary('Erf'),
  expm1: orComposed('Expm1', 'Expm1 near 0', special.expm1),
  log1p: orComposed('Log1p', 'Log1p near 0', special.log1p),
  relu: orComposed('Relu', 'Relu at −∞', (e, x) => m.maximum(e, x, 0)),
  add: binary(m.add),
  sub: binary(m.sub),
  mul,
  div,
  pow,
  maximum: extremum('Maximum', m.maximum),
  minimum: extremum('Minimum', m.minimum),
  equal: binary(m.equal),
  less: binary(m.less),
  lessEqual: binary(m.lessEqual),
  logicalAnd: binary(m.and),
  logicalOr: binary(m.or),
  logicalNot: (e, _node, [x]) => m.not(e, x!),
  clip,
  where,
  cast,
};
