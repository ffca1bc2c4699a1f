import type { Backend } from '@saddlepoint/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writings } from '../../test/backends.js';
import { evaluate, f16, f32, GraphBuilder, i32, run } from '../../test/harness.js';

const square = {
  kernel: [2, 2],
  strides: [2, 2],
  padding: [
    [0, 0],
    [0, 0],
  ],
  dilations: [1, 1],
};

describe.each(writings)('pooling in %s', (_, make) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await make();
  });
  afterAll(() => backend.dispose());

  const plane = [1, 2, 5, 5, 4, 3, 5, 0, 9, 8, 7, 7, 6, 9, 7, 7];
  for (const of of [f32, f16]) {
    const x = of([...plane, ...plane.map((v) => 0 - v)], [1, 2, 4, 4]);
    test(`maxPool of ${x.dtype}`, async () => {
      expect(await evaluate(backend, 'maxPool', [x], square, [1, 2, 2, 2])).toEqual([4, 5, 9, 7, -1, 0, -6, -7]);
    });
    test(`positions within the plane, the first of equals, of ${x.dtype}`, async () => {
      expect(await evaluate(backend, 'maxPoolIndices', [x], square, [1, 2, 2, 2], 'int32')).toEqual([
        4, 2, 8, 10, 0, 7, 12, 10,
      ]);
    });
    test(`maxUnpool of ${x.dtype}: windows that share a maximum add up`, async () => {
      const operands = [of([1, 2, 3], [1, 1, 3]), i32([1, 1, 3], [1, 1, 3])];
      const a = { kernel: [2], strides: [1], padding: [[0, 0]], dilations: [1], spatial: [4] };
      expect(await evaluate(backend, 'maxUnpool', operands, a, [1, 1, 4])).toEqual([0, 3, 0, 3]);
    });
  }

  test('padding counts as −∞, dilation skips', async () => {
    const a = { kernel: [2], strides: [2], padding: [[1, 1]], dilations: [2] };
    const x = f32([-5, -4, -3, -2, -1], [1, 1, 5]);
    expect(await evaluate(backend, 'maxPool', [x], a, [1, 1, 3])).toEqual([-4, -2, -2]);
    expect(await evaluate(backend, 'maxPoolIndices', [x], a, [1, 1, 3], 'int32')).toEqual([1, 3, 3]);
  });

  const gradients = [
    { name: 'windows side by side', size: [4, 4], ...square, out: [2, 2] },
    { name: 'a remainder', size: [5, 5], ...square, out: [2, 2] },
    {
      name: 'overlapping',
      size: [5, 5],
      kernel: [3, 3],
      strides: [2, 2],
      padding: [
        [1, 1],
        [1, 1],
      ],
      dilations: [1, 1],
      out: [3, 3],
    },
    {
      name: 'strides beyond the kernel',
      size: [6, 6],
      kernel: [2, 2],
      strides: [3, 3],
      padding: [
        [0, 0],
        [0, 0],
      ],
      dilations: [1, 1],
      out: [2, 2],
    },
  ];
  test('windows without a maximum do no harm', async () => {
    const { NaN: nan, NEGATIVE_INFINITY: least } = Number;
    const x = f32([nan, nan, nan, 1, least, least, 2, 3, 4], [1, 1, 9]);
    const a = { kernel: [3], strides: [3], padding: [[0, 0]], dilations: [1] };
    const b = new GraphBuilder();
    const xs = b.input([1, 1, 9]);
    const at = b.op('maxPoolIndices', [xs], a, [1, 1, 3], 'int32');
    const g = b.constant(f32([1, 1, 1], [1, 1, 3]));
    const dx = b.op('maxUnpool', [g, at], { ...a, spatial: [9] }, [1, 1, 9]);
    const [gradient] = await run(backend, b.graph(dx), [x]);
    expect(gradient![8]).toBe(1);
  });

  for (const { name, size, out, ...a } of gradients) {
    test(`gradient goes to the first maximum: ${name}`, async () => {
      const count = size[0]! * size[1]!;
      // Many equal values, so that ties happen.
      const x = Array.from({ length: 2 * count }, (_, i) => (i * 7) % 4);
      const windows = out[0]! * out[1]!;
      const g = Array.from({ length: 2 * windows }, (_, i) => i + 1);
      const b = new GraphBuilder();
      const [xs, gs] = [b.input([1, 2, ...size]), b.input([1, 2, ...out])];
      const at = b.op('maxPoolIndices', [xs], a, [1, 2, ...out], 'int32');
      const y = b.op('maxPool', [xs], a, [1, 2, ...out]);
      const dx = b.op('maxUnpool', [gs, at], { ...a, spatial: size }, [1, 2, ...size]);
      const [values, gradient] = await run(backend, b.graph(y, dx), [f32(x, [1, 2, ...size]), f32(g, [1, 2, ...out])]);

      const expected = new Array<number>(2 * count).fill(0);
      for (let plane = 0; plane < 2; plane++) {
        for (let w = 0; w < windows; w++) {
          let best = -1;
          for (let k = 0; k < a.kernel[0]! * a.kernel[1]!; k++) {
            const row = Math.floor(w / out[1]!) * a.strides[0]! - a.padding[0]![0]! + Math.floor(k / a.kernel[1]!);
            const column = (w % out[1]!) * a.strides[1]! - a.padding[1]![0]! + (k % a.kernel[1]!);
            if (row < 0 || row >= size[0]! || column < 0 || column >= size[1]!) continue;
            const element = plane * count + row * size[1]! + column;
            if (best < 0 || x[element]! > x[best]!) best = element;
          }
          expect(values![plane * windows + w]).toBe(x[best]);
          expected[best]! += g[plane * windows + w]!;
        }
      }
      expect(gradient).toEqual(expected);
    });
  }
});
