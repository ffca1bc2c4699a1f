import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writings } from '../../test/backends.js';
import { evaluate, f16, f32, type Host, noise } from '../../test/harness.js';

interface Case {
  name: string;
  x: number[];
  w: number[];
  strides: number[];
  padding: [number, number][];
  dilations: number[];
  groups: number;
}

const cases: Case[] = [
  { name: '1-D', x: [2, 2, 9], w: [3, 2, 3], strides: [2], padding: [[1, 0]], dilations: [2], groups: 1 },
  {
    name: '2-D, same',
    x: [2, 3, 6, 6],
    w: [4, 3, 3, 3],
    strides: [1, 1],
    padding: [
      [1, 1],
      [1, 1],
    ],
    dilations: [1, 1],
    groups: 1,
  },
  {
    name: '2-D, strides that do not divide',
    x: [1, 2, 8, 7],
    w: [3, 2, 3, 2],
    strides: [3, 2],
    padding: [
      [2, 0],
      [0, 1],
    ],
    dilations: [1, 2],
    groups: 1,
  },
  {
    name: '2-D, many channels',
    x: [2, 18, 5, 5],
    w: [4, 9, 3, 3],
    strides: [1, 2],
    padding: [
      [1, 1],
      [0, 2],
    ],
    dilations: [1, 1],
    groups: 2,
  },
  {
    name: '2-D, many channels, strides that do not divide',
    x: [2, 9, 8, 7],
    w: [4, 9, 3, 3],
    strides: [3, 2],
    padding: [
      [2, 0],
      [0, 1],
    ],
    dilations: [1, 1],
    groups: 1,
  },
  {
    name: '2-D, many channels, more padding than kernel',
    x: [1, 9, 2, 3],
    w: [2, 9, 3, 2],
    strides: [1, 1],
    padding: [
      [3, 3],
      [1, 0],
    ],
    dilations: [1, 1],
    groups: 1,
  },
  {
    name: '2-D, channels in blocks',
    x: [16, 16, 12, 11],
    w: [16, 16, 2, 1],
    strides: [1, 1],
    padding: [
      [1, 0],
      [0, 0],
    ],
    dilations: [1, 1],
    groups: 1,
  },
  {
    name: '2-D, groups',
    x: [2, 4, 5, 5],
    w: [6, 2, 3, 3],
    strides: [1, 2],
    padding: [
      [1, 1],
      [0, 2],
    ],
    dilations: [1, 1],
    groups: 2,
  },
  {
    name: '2-D, depthwise',
    x: [2, 4, 6, 6],
    w: [4, 1, 3, 3],
    strides: [1, 1],
    padding: [
      [1, 1],
      [1, 1],
    ],
    dilations: [1, 1],
    groups: 4,
  },
  {
    name: '2-D, 1×1',
    x: [2, 3, 4, 4],
    w: [5, 3, 1, 1],
    strides: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
    dilations: [1, 1],
    groups: 1,
  },
  {
    name: '2-D, 1×1 with strides',
    x: [2, 3, 5, 4],
    w: [5, 3, 1, 1],
    strides: [2, 3],
    padding: [
      [0, 0],
      [0, 0],
    ],
    dilations: [1, 1],
    groups: 1,
  },
  {
    name: '2-D, kernel of the whole plane',
    x: [2, 3, 4, 4],
    w: [5, 3, 4, 4],
    strides: [1, 1],
    padding: [
      [0, 0],
      [0, 0],
    ],
    dilations: [1, 1],
    groups: 1,
  },
  {
    name: '2-D, more padding than kernel',
    x: [1, 2, 4, 4],
    w: [2, 2, 2, 2],
    strides: [1, 1],
    padding: [
      [3, 2],
      [0, 4],
    ],
    dilations: [1, 1],
    groups: 1,
  },
  {
    name: '2-D, dilated, rows that keep their width',
    x: [2, 3, 5, 4],
    w: [2, 3, 2, 4],
    strides: [1, 1],
    padding: [
      [3, 0],
      [1, 5],
    ],
    dilations: [2, 2],
    groups: 1,
  },
  {
    name: '2-D, many positions',
    x: [16, 4, 17, 18],
    w: [4, 2, 3, 2],
    strides: [1, 1],
    padding: [
      [1, 2],
      [0, 1],
    ],
    dilations: [2, 1],
    groups: 2,
  },
  {
    name: '3-D',
    x: [1, 2, 4, 5, 3],
    w: [2, 2, 2, 3, 1],
    strides: [2, 1, 1],
    padding: [
      [1, 0],
      [1, 1],
      [0, 0],
    ],
    dilations: [1, 2, 1],
    groups: 1,
  },
];

const count = (shape: number[]) => shape.reduce((a, b) => a * b, 1);

/** Calls `visit` with the offsets in x, w and y of every product of the convolution, from the definition. */
function eachProduct(c: Case, y: number[], visit: (x: number, w: number, y: number) => void) {
  const [perGroup, filters] = [c.w[1]!, c.w[0]! / c.groups];
  const unravel = (index: number, shape: number[]) => {
    const at: number[] = [];
    for (let i = shape.length - 1, rest = index; i >= 0; i--) {
      at[i] = rest % shape[i]!;
      rest = Math.floor(rest / shape[i]!);
    }
    return at;
  };
  for (let yi = 0; yi < count(y); yi++) {
    const [n, o, ...out] = unravel(yi, y) as [number, number, ...number[]];
    for (let k = 0; k < count(c.w.slice(1)); k++) {
      const [channel, ...tap] = unravel(k, c.w.slice(1)) as [number, ...number[]];
      const at = out.map((p, i) => p * c.strides[i]! - c.padding[i]![0] + tap[i]! * c.dilations[i]!);
      if (at.some((p, i) => p < 0 || p >= c.x[2 + i]!)) continue;
      const xc = Math.floor(o / filters) * perGroup + channel;
      const xi = at.reduce((offset, p, i) => offset * c.x[2 + i]! + p, n * c.x[1]! + xc);
      visit(xi, o * count(c.w.slice(1)) + k, yi);
    }
  }
}

describe.each(writings)('convolutions in %s', (_, make) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await make();
  });
  afterAll(() => backend.dispose());

  for (const c of cases) {
    const { strides, padding, dilations, groups } = c;
    const window = { strides, padding, dilations, groups };
    const spatial = c.x.slice(2).map((size, i) => {
      const reach = dilations[i]! * (c.w[2 + i]! - 1) + 1;
      return Math.floor((size + padding[i]![0] + padding[i]![1] - reach) / strides[i]!) + 1;
    });
    const out = [c.x[0]!, c.w[0]!, ...spatial];
    for (const [of, bound] of [
      [f32, 1e-5],
      [f16, 2e-2],
    ] as const) {
      const [x, w, y] = [c.x, c.w, out].map((shape, i) => of(noise(count(shape), i + 1), shape)) as [Host, Host, Host];
      const expected = {
        x: new Array<number>(count(c.x)).fill(0),
        w: new Array<number>(count(c.w)).fill(0),
        y: new Array<number>(count(out)).fill(0),
      };
      eachProduct(c, out, (xi, wi, yi) => {
        expected.y[yi]! += x.data[xi]! * w.data[wi]!;
        expected.x[xi]! += y.data[yi]! * w.data[wi]!;
        expected.w[wi]! += x.data[xi]! * y.data[yi]!;
      });
      // Sums of thousands of products, as in the filter gradient, are rounded more often.
      const rounding = Math.max(1, Math.sqrt(count(out) / c.w[0]!) / 16);
      const near = (actual: number[], want: number[]) =>
        actual.forEach((v, i) => {
          expect(Math.abs(v - want[i]!)).toBeLessThan(bound * Math.max(rounding, Math.abs(want[i]!)));
        });
      test(`conv, ${c.name}, ${x.dtype}`, async () =>
        near(await evaluate(backend, 'conv', [x, w], window, out), expected.y));
      test(`convInput, ${c.name}, ${x.dtype}`, async () =>
        near(await evaluate(backend, 'convInput', [y, w], { ...window, spatial: c.x.slice(2) }, c.x), expected.x));
      test(`convFilter, ${c.name}, ${x.dtype}`, async () =>
        near(await evaluate(backend, 'convFilter', [x, y], { ...window, spatial: c.w.slice(2) }, c.w), expected.w));
    }
  }
});
