import type { EngineDType, TfModule, TfTensor } from './module.js';

type Data = readonly number[];

interface Probe {
  /** Default: what the probe is called. */
  readonly kernel?: string;
  readonly inputs: Readonly<Record<string, Data>>;
  readonly shape?: readonly number[];
  readonly dtype?: EngineDType;
  readonly attributes?: object;
  readonly expected: Data;
}

const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];
const pairs = { a: [nan, 1], b: [1, nan] };
const last = { axis: [1], reductionIndices: [1], keepDims: false };
const rows = { inputs: { x: [nan, 1, 1, nan] }, shape: [2, 2], attributes: last, expected: [nan, nan] };

/** Kernels that some engine gets wrong, and a case that shows it. What is wrong is composed of others. */
const probes: Readonly<Record<string, Probe>> = {
  // Half precision has no such number.
  Add: { inputs: { a: [1], b: [2 ** -12] }, expected: [1 + 2 ** -12] },
  Maximum: { inputs: pairs, expected: [nan, nan] },
  Minimum: { inputs: pairs, expected: [nan, nan] },
  Max: rows,
  Min: rows,
  // WebGL begins at ∓10²⁰.
  'Max beyond 10²⁰': { ...rows, kernel: 'Max', inputs: { x: [-inf, -inf, -inf, -1e30] }, expected: [-inf, -1e30] },
  'Min beyond 10²⁰': { ...rows, kernel: 'Min', inputs: { x: [inf, inf, inf, 1e30] }, expected: [inf, 1e30] },
  Relu: { inputs: { x: [nan, -1, 2] }, expected: [nan, 0, 2] },
  'Relu at −∞': { kernel: 'Relu', inputs: { x: [-inf, 2] }, expected: [0, 2] },
  // WebGL takes a / a for 1.
  RealDiv: { inputs: { a: [0, inf, 6], b: [0, inf, 2] }, expected: [nan, nan, 3] },
  Exp: { inputs: { x: [nan, inf, -inf] }, expected: [nan, inf, 0] },
  Log: { inputs: { x: [nan, inf, 0, -1] }, expected: [nan, inf, -inf, nan] },
  Expm1: { inputs: { x: [nan, inf, -inf] }, expected: [nan, inf, -1] },
  'Expm1 near 0': {
    kernel: 'Expm1',
    inputs: { x: [2 ** -13, -(2 ** -20)] },
    expected: [1.220777634e-4, -9.536738617e-7],
  },
  Log1p: { inputs: { x: [nan, inf] }, expected: [nan, inf] },
  'Log1p near 0': {
    kernel: 'Log1p',
    inputs: { x: [2 ** -13, -(2 ** -20)] },
    expected: [1.220628625e-4, -9.536747712e-7],
  },
  Sigmoid: { inputs: { x: [nan, inf, -inf] }, expected: [nan, 1, 0] },
  Sign: { inputs: { x: [nan, -3] }, expected: [nan, -1] },
  Pow: { inputs: { a: [1, 1, nan, -2], b: [inf, nan, 0, 3] }, expected: [1, 1, 1, -8] },
  // 2³¹ − 1 squared, modulo 2³².
  Multiply: { inputs: { a: [2147483647], b: [2147483647] }, dtype: 'int32', expected: [1] },
};

/** Tries every probed kernel that the engine has. */
export async function wrongKernels(tf: TfModule, has: (kernel: string) => boolean): Promise<ReadonlySet<string>> {
  const tried = Object.entries(probes).filter(([name, { kernel = name }]) => has(kernel));
  const right = await Promise.all(tried.map(([name, probe]) => passes(tf, probe.kernel ?? name, probe)));
  return new Set(tried.flatMap(([name], i) => (right[i] ? [] : [name])));
}

/** WebGL and WebGPU compute up to a thousand elements on the processor, if they have not been used before. */
const copies = 1024;

async function passes(tf: TfModule, kernel: string, probe: Probe): Promise<boolean> {
  const { inputs, dtype = 'float32', attributes = {}, expected } = probe;
  const array = dtype === 'int32' ? Int32Array : Float32Array;
  const operands = Object.entries(inputs).map(([name, values]): [string, TfTensor] => {
    const [first, ...rest] = probe.shape ?? [values.length];
    const repeated = Array.from({ length: copies }, () => values).flat();
    return [name, tf.tensor(array.from(repeated), [copies * first!, ...rest], dtype)];
  });
  const result = tf.engine().runKernel(kernel, Object.fromEntries(operands), attributes) as TfTensor;
  const values = await result.data();
  for (const tensor of [result, ...operands.map(([, x]) => x)]) tensor.dispose();
  return Array.from(values).every((v, i) => isRight(v, expected[i % expected.length]!));
}

/** Equal, but for rounding. */
const isRight = (value: number, expected: number): boolean =>
  Object.is(value, expected) || (Number.isFinite(expected) && Math.abs(value - expected) <= 1e-6 * Math.abs(expected));
