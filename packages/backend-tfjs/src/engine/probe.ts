import type { EngineDType, TfModule, TfTensor } from './module.js';

type Data = readonly number[];

interface Probe {
  readonly inputs: Readonly<Record<string, Data>>;
  readonly shape?: number[];
  readonly dtype?: EngineDType;
  readonly attributes?: object;
  readonly expected: Data;
}

const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];
const pairs = { a: [nan, 1], b: [1, nan] };
const rows = { inputs: { x: [nan, 1, 1, nan] }, shape: [2, 2], expected: [nan, nan] };
const last = { axis: [1], reductionIndices: [1], keepDims: false };

/** Kernels that some engine gets wrong, and a case that shows it. What is wrong is composed of others. */
const probes: Readonly<Record<string, Probe>> = {
  Maximum: { inputs: pairs, expected: [nan, nan] },
  Minimum: { inputs: pairs, expected: [nan, nan] },
  Max: { ...rows, attributes: last },
  Min: { ...rows, attributes: last },
  Relu: { inputs: { x: [nan, -1, 2] }, expected: [nan, 0, 2] },
  Exp: { inputs: { x: [nan, inf, -inf] }, expected: [nan, inf, 0] },
  Expm1: { inputs: { x: [nan, inf, -inf] }, expected: [nan, inf, -1] },
  Log1p: { inputs: { x: [nan, inf] }, expected: [nan, inf] },
  Sigmoid: { inputs: { x: [nan, inf, -inf] }, expected: [nan, 1, 0] },
  Sign: { inputs: { x: [nan, -3] }, expected: [nan, -1] },
  Pow: { inputs: { a: [1, 1, nan, -2], b: [inf, nan, 0, 3] }, expected: [1, 1, 1, -8] },
  // 2³¹ − 1 squared, modulo 2³².
  Multiply: { inputs: { a: [2147483647], b: [2147483647] }, dtype: 'int32', expected: [1] },
};

/** Tries every probed kernel that the engine has. */
export async function wrongKernels(tf: TfModule, has: (kernel: string) => boolean): Promise<ReadonlySet<string>> {
  const tried = Object.entries(probes).filter(([kernel]) => has(kernel));
  const right = await Promise.all(tried.map(([kernel, probe]) => passes(tf, kernel, probe)));
  return new Set(tried.flatMap(([kernel], i) => (right[i] ? [] : [kernel])));
}

async function passes(tf: TfModule, kernel: string, probe: Probe): Promise<boolean> {
  const { inputs, shape, dtype = 'float32', attributes = {}, expected } = probe;
  const array = dtype === 'int32' ? Int32Array : Float32Array;
  const operands = Object.entries(inputs).map(([name, values]): [string, TfTensor] => [
    name,
    tf.tensor(array.from(values), shape ?? [values.length], dtype),
  ]);
  const result = tf.engine().runKernel(kernel, Object.fromEntries(operands), attributes) as TfTensor;
  const values = await result.data();
  for (const tensor of [result, ...operands.map(([, x]) => x)]) tensor.dispose();
  return expected.every((v, i) => Object.is(v, values[i]));
}
