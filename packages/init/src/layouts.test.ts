import { key, type Shape, sizeOf, split, type Tensor, valuesNow } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { axesOf, type FanAxes, fansOf } from './fans.js';
import type { Initializer } from './index.js';
import * as schemes from './index.js';

interface Layout {
  of: string;
  shape: number[];
  axes?: FanAxes;
  fanIn: number;
  fanOut: number;
}

const layouts: Layout[] = [
  { of: 'linear [out, in]', shape: [6, 4], fanIn: 4, fanOut: 6 },
  { of: 'convolution [out, in, ...kernel]', shape: [6, 4, 3, 3], fanIn: 36, fanOut: 54 },
  { of: 'grouped [out, in / groups, ...kernel]', shape: [6, 2, 3, 3], fanIn: 18, fanOut: 54 },
  { of: 'depthwise', shape: [6, 1, 3, 3], axes: { batch: 0, input: 1, output: [] }, fanIn: 9, fanOut: 9 },
  { of: 'transposed [in, out, ...kernel]', shape: [4, 6, 3, 3], axes: { input: 0, output: 1 }, fanIn: 36, fanOut: 54 },
  { of: '[...kernel, in, out]', shape: [3, 3, 4, 6], axes: { input: -2, output: -1 }, fanIn: 36, fanOut: 54 },
  {
    of: "TensorFlow's depthwise [...kernel, channels, multiplier]",
    shape: [3, 3, 6, 2],
    axes: { batch: -2, input: [], output: -1 },
    fanIn: 9,
    fanOut: 18,
  },
  { of: 'embedding', shape: [50, 8], axes: { batch: 0, input: [], output: 1 }, fanIn: 1, fanOut: 8 },
  { of: 'heads', shape: [3, 2, 4, 8], axes: { batch: [0, 1], output: 2, input: 3 }, fanIn: 8, fanOut: 4 },
  { of: 'gates', shape: [4, 7, 5], axes: { batch: 0, output: 1, input: 2 }, fanIn: 5, fanOut: 7 },
];

const values = (x: Tensor): number[] => Array.from(valuesNow('test', x));

/** Schemes that draw every number by itself, scaled by the fans. */
const scaled: Record<string, (options: { axes?: FanAxes }) => Initializer> = {
  varianceScaling: (o) => schemes.varianceScaling({ mode: 'fanAvg', ...o }),
  lecunNormal: schemes.lecunNormal,
  lecunUniform: schemes.lecunUniform,
  lecunTruncatedNormal: schemes.lecunTruncatedNormal,
  xavierNormal: schemes.xavierNormal,
  xavierUniform: schemes.xavierUniform,
  xavierTruncatedNormal: schemes.xavierTruncatedNormal,
  kaimingNormal: schemes.kaimingNormal,
  kaimingUniform: (o) => schemes.kaimingUniform({ mode: 'fanOut', ...o }),
  kaimingTruncatedNormal: schemes.kaimingTruncatedNormal,
  lMomentum: schemes.lMomentum,
  emergence: (o) => schemes.emergence({ layer: 2, depth: 3, ...o }),
  fixup: (o) => schemes.fixup({ branches: 3, ...o }),
  t5: schemes.t5,
};

/** Schemes of matrices [out, in] or kernels [out, in, ...window] without randomness, or made of orthogonal matrices. */
const fixed = { identity: schemes.identity, dirac: schemes.dirac, zerO: schemes.zerO };
const orthogonal = {
  orthogonal: schemes.orthogonal,
  scaledOrthogonal: schemes.scaledOrthogonal,
  deltaOrthogonal: schemes.deltaOrthogonal,
};

/** The parameter as a stack of plain kernels [out, in, ...window]. */
function kernelsOf(made: Tensor, axes: FanAxes | undefined): { kernels: number[][]; shape: Shape } {
  const { batch, output, input, window } = axesOf('test', made.shape, axes);
  const over = (list: readonly number[]) => list.map((axis) => made.shape[axis]!);
  const shape = [sizeOf(over(output)), sizeOf(over(input)), ...over(window)];
  const all = values(made.transpose([...batch, ...output, ...input, ...window]));
  const size = sizeOf(shape);
  return { kernels: Array.from({ length: all.length / size }, (_, i) => all.slice(i * size, (i + 1) * size)), shape };
}

/** The columns of a matrix of so many of them. */
const columnsOf = (matrix: readonly number[], count: number): number[][] =>
  Array.from({ length: count }, (_, c) => matrix.filter((_, i) => i % count === c));

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe.each(layouts)('$of', ({ shape, axes, fanIn, fanOut }) => {
  const options = axes ? { axes } : {};

  test('its fans', () => {
    expect(fansOf(shape, axes)).toEqual({ fanIn, fanOut });
  });

  test.each(Object.entries(scaled))('%s', (_, make) => {
    expect(values(make(options)(key(3), shape))).toEqual(values(make({})(key(3), shape, { fanIn, fanOut })));
  });

  const { window, output, input } = axesOf('test', shape, axes);
  const isMatrix = window.length === 0;
  const narrows = sizeOf(output.map((i) => shape[i]!)) < sizeOf(input.map((i) => shape[i]!));
  const allowed = { identity: isMatrix, dirac: !isMatrix, zerO: true, deltaOrthogonal: !isMatrix && !narrows };
  const fits = ([name]: [string, unknown]) => allowed[name as keyof typeof allowed] ?? true;

  test.each(Object.entries(fixed).filter(fits))('%s: every kernel as it would be alone', (_, make) => {
    const { kernels, shape: plain } = kernelsOf(make(options)(key(3), shape), axes);
    const alone = values(make({})(key(3), plain));
    for (const kernel of kernels) expect(kernel).toEqual(alone);
  });

  test.each(Object.entries(orthogonal).filter(fits))('%s: every kernel is, and another', (name, make) => {
    const { kernels, shape: plain } = kernelsOf(make(options)(key(3), shape), axes);
    const outputs = plain[0]!;
    for (const kernel of kernels) {
      const matrix = name === 'deltaOrthogonal' ? kernel.filter((x) => x !== 0) : kernel;
      const inputs = matrix.length / outputs;
      const columns = columnsOf(matrix, inputs);
      const rows = Array.from({ length: outputs }, (_, r) => matrix.slice(r * inputs, (r + 1) * inputs));
      const least = outputs <= inputs ? rows : columns;
      const square = name === 'scaledOrthogonal' ? Math.max(1, outputs / inputs) : 1;
      least.forEach((a, i) => {
        least.forEach((b, j) => {
          expect(dot(a, b)).toBeCloseTo(i === j ? square : 0, 5);
        });
      });
    }
    if (sizeOf(plain) > 9) expect(new Set(kernels.map(String)).size).toBe(kernels.length);
  });

  test.each(isMatrix ? [0.5] : [])('sparse: %f of every column', (sparsity) => {
    const { kernels, shape: plain } = kernelsOf(schemes.sparse({ sparsity, ...options })(key(3), shape), axes);
    for (const kernel of kernels) {
      for (const column of columnsOf(kernel, plain[1]!)) {
        expect(column.filter((x) => x === 0)).toHaveLength(Math.ceil(plain[0]! / 2));
      }
    }
  });
});

describe('fused qkv and the gates of recurrent layers', () => {
  const { identity, zerO, orthogonal, scaledOrthogonal } = schemes;
  const matrices = { identity, zerO, orthogonal, scaledOrthogonal, sparse: () => schemes.sparse({ sparsity: 0.5 }) };
  const all = Object.entries({ ...scaled, ...matrices }).map(([name, make]) => [name, make({})] as const);
  const parts = [
    ['qkv', 3, [12, 4]],
    ['LSTM', 4, [20, 3]],
    ['GRU, recurrent', 3, [15, 5]],
  ] as const;

  test.each(parts.flatMap(([of, count, shape]) => all.map((scheme) => [of, ...scheme, count, shape] as const)))(
    '%s: %s, each part by itself',
    (_of, _name, scheme, count, [rows, columns]) => {
      const own = split(key(4), count).map((k) => values(scheme(k, [rows / count, columns])));
      expect(values(schemes.stacked(count, scheme)(key(4), [rows, columns]))).toEqual(own.flat());
      // A layer that knows the whole's fans changes nothing.
      const fans = { fanIn: columns, fanOut: rows };
      expect(values(schemes.stacked(count, scheme)(key(4), [rows, columns], fans))).toEqual(own.flat());
    },
  );
});
