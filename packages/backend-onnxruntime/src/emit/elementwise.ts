import { numberOf, stringOf } from './attributes.js';
import type { Emit } from './emitter.js';
import { withBias } from './patterns/bias.js';
import { reluGradient } from './patterns/relu-gradient.js';

/** One ONNX node of the same meaning. */
const unary =
  (op: string): Emit =>
  (e, _node, [x]) =>
    e.node(op, [x!.name]);

/** One ONNX node that broadcasts its operands itself. */
const broadcasting =
  (op: string): Emit =>
  (e, _node, operands) =>
    e.node(
      op,
      operands.map((x) => x.name),
    );

const where: Emit = (e, node, operands) => {
  const gradient = reluGradient(e, operands);
  if (gradient !== undefined) return gradient;
  const [condition, a, b] = operands.map((x) => x.name) as [string, string, string];
  if (node.dtype !== 'bool') return e.node('Where', [condition, a, b]);
  // Where has no bool kernel.
  return e.node('Or', [e.node('And', [condition, a]), e.node('And', [e.node('Not', [condition]), b])]);
};

/**
 * The engine's Sign loses NaN in places and is slow: x · 3e38 · 3e38 is 0 or, even for the least x, beyond ±1.
 */
const sign: Emit = (e, node, [x]) => {
  if (node.dtype === 'int32') return e.node('Sign', [x!.name]);
  return e.inFloat32(x!.name, node.dtype, (value) => {
    const steep = e.scalar(3e38, 'float32');
    const beyond = e.node('Mul', [e.node('Mul', [value, steep]), steep]);
    return e.node('Clip', [beyond, e.scalar(-1, 'float32'), e.scalar(1, 'float32')]);
  });
};

const add: Emit = (e, node, operands) => withBias(e, node, operands) ?? broadcasting('Add')(e, node, operands);

const clip: Emit = (e, node, [x]) => {
  const bounds = [numberOf(node, 'min'), numberOf(node, 'max')].map((bound) =>
    Number.isFinite(bound) ? e.scalar(bound, node.dtype) : '',
  );
  return e.node('Clip', [x!.name, ...bounds]);
};

const cast: Emit = (e, node, [x]) => e.cast(x!.name, stringOf(node, 'dtype') as typeof node.dtype);

export const elementwise: Record<string, Emit> = {
  neg: unary('Neg'),
  abs: unary('Abs'),
  sign,
  exp: unary('Exp'),
  log: unary('Log'),
  sqrt: unary('Sqrt'),
  sin: unary('Sin'),
  cos: unary('Cos'),
  tanh: unary('Tanh'),
  sigmoid: unary('Sigmoid'),
  erf: unary('Erf'),
  floor: unary('Floor'),
  round: unary('Round'),
  relu: unary('Relu'),
  logicalNot: unary('Not'),
  add,
  sub: broadcasting('Sub'),
  mul: broadcasting('Mul'),
  div: broadcasting('Div'),
  pow: broadcasting('Pow'),
  maximum: broadcasting('Max'),
  minimum: broadcasting('Min'),
  equal: broadcasting('Equal'),
  less: broadcasting('Less'),
  lessEqual: broadcasting('LessOrEqual'),
  logicalAnd: broadcasting('And'),
  logicalOr: broadcasting('Or'),
  where,
  clip,
  cast,
};
