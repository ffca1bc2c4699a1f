import { expect, test } from 'vitest';
import { SaddlepointError } from './errors.js';
import * as tensorPackage from './index.js';

const { ArgumentError, compile, conv, grad, hvp, jvp, key, matmul, reference, split, sum, tensor, trace, vjp } =
  tensorPackage;

/** Not about operands: helpers for other packages and for authors of backends, which type checking guards. */
const helpers = new Set(
  'Graph Tensor bufferOf byteSize checkOptions checkShape decodeHalf encodeHalf fromBuffer guardsOf holds hostArray hostValues interpret isFloat matcherOf materialize reference requireKey requireTensor sameShape showShape showValue sizeOf valuesNow'.split(
    ' ',
  ),
);

const functions = Object.entries(tensorPackage).flatMap(([name, value]) =>
  typeof value === 'function' && !helpers.has(name) && !name.endsWith('Error')
    ? [[name, value as (...args: unknown[]) => unknown] as const]
    : [],
);

const x = tensor([[1, 2]]);

test.each(functions)('%s answers what is no operand with a typed error', async (_name, fn) => {
  let refused = 0;
  for (const args of [[], [undefined, 1], [[1, 2]], [3], ['a'], [x, undefined], [x, 'a'], [x, {}]]) {
    try {
      await fn(...args);
    } catch (error) {
      refused++;
      expect(error).toBeInstanceOf(SaddlepointError);
    }
  }
  expect(refused).toBeGreaterThan(0);
});

const none = undefined as never;
const backend = reference();

test.each([
  [() => matmul(x, none), 'matmul: expected a tensor, got undefined'],
  [() => sum([1, 2] as never), 'sum: expected a tensor, got an array'],
  [() => conv(x, 'w' as never), "conv: expected a tensor, got 'w'"],
  [() => x.sum('a' as never), "sum: axes are a number or a list of numbers, got 'a'"],
  [() => key('a' as never), "key: seed 'a' must be a whole number from 0 to 2^53 - 1"],
  [() => split(3 as never), 'split: from must be a key such as key(3), got 3'],
  [() => grad(3 as never), 'grad: expected a function, got 3'],
  [() => grad(sum)(none), 'grad: the argument is undefined; pass a tree of float tensors'],
  [() => vjp(none), 'vjp: expected a function, got undefined'],
  [() => jvp(sum, x as never, [x]), "jvp: the primals are a list of fn's arguments, as in [x]; got a Tensor"],
  [() => hvp(none, x, x), 'hvp: expected a function, got undefined'],
  [() => trace(none), 'trace: expected a function, got undefined'],
  [() => compile(backend, none), 'compile: expected a function, got undefined'],
  [() => compile(none, sum), 'compile: expected a backend, got undefined'],
  [
    () => compile(Promise.resolve(backend) as never, sum),
    'compile: expected a backend, got a Promise; await it: compile(await onnxruntime(), …)',
  ],
])('%s', (run, message) => {
  expect(run).toThrow(new ArgumentError(message));
});
