import { cast, flip, grad, key, mean, mul, sum, type Tensor, tensor, trace } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { expectClose, fixture, float64, wave } from '../../test/fixture.js';
import { type AdaPolicy, adaAugment, augmentBy } from './ada/ada-augment.js';
import { adaptiveAugmentation } from './ada/adaptive-augmentation.js';
import type { Draws } from './ada/draws.js';
import { cut, diffAugment, recolor, translate } from './diff-augment.js';

interface Row {
  name: string;
  shape: number[];
  draws: number[][];
  output: number[];
  gradient: number[];
}
const { diff, ada } = fixture<{
  diff: (Row & { ratio: number[] })[];
  ada: (Row & { p: number; policy: AdaPolicy[] })[];
}>('augment');

/** Output and gradient of its sine-weighted sum. */
async function expectRow(row: Row, fn: (x: Tensor) => Tensor, digits: number): Promise<void> {
  const x = wave(row.shape, 1, 0.3);
  await expectClose(fn(x), row.output, digits);
  const weighted = (y: Tensor) => sum(mul(y, wave(y.shape, 1, 1.1)));
  await expectClose(grad((z: Tensor) => weighted(fn(z)))(x), row.gradient, digits);
}

describe.each(diff)('DiffAugment $name $ratio', (row) => {
  const draws = row.draws.map((values) => float64(values));
  const pair = [draws[0]!, draws[1]!] as const;
  const ratio = row.ratio[0]!;
  test('as the official formulas, gradient included', async () => {
    await expectRow(
      row,
      (x) => {
        if (row.name === 'cutout') return cut(x, pair, ratio);
        if (row.name === 'translation') return translate(x, pair, ratio);
        return recolor(x, { brightness: draws[0]!, saturation: draws[1]!, contrast: draws[2]! });
      },
      10,
    );
  });
});

describe('diffAugment', () => {
  const images = wave([4, 3, 8, 8]);

  test('each image by itself, the same for the same key', async () => {
    const y = await diffAugment(key(1), images).data();
    expect(await diffAugment(key(1), images).data()).toEqual(y);
    expect(await diffAugment(key(2), images).data()).not.toEqual(y);
    expect(y.every(Number.isFinite)).toBe(true);
  });

  test('cuts out a quarter where the square is inside, and moves by an eighth', async () => {
    const ones = tensor(new Float32Array(50 * 64).fill(1), { shape: [50, 1, 8, 8] });
    const cutOut = await mean(diffAugment(key(1), ones, { policy: ['cutout'] }), [1, 2, 3]).data();
    for (const m of cutOut) expect(m).toBeGreaterThanOrEqual(0.75);
    expect(Math.min(...cutOut)).toBe(0.75);
    const moved = await mean(diffAugment(key(1), ones, { policy: ['translation'] }), [1, 2, 3]).data();
    expect(new Set(moved)).toEqual(new Set([1, 7 / 8, 49 / 64]));
  });

  test('errors', () => {
    expect(() => diffAugment(key(0), wave([4, 8, 8]))).toThrow(
      'diffAugment: images [4, 8, 8] must be [batch, channels, height, width], not empty',
    );
    expect(() => diffAugment(key(0), images, { policy: ['colour' as 'color'] })).toThrow(
      "diffAugment: policy has 'colour'; allowed: color, translation, cutout",
    );
    expect(() => diffAugment(key(0), images, { policy: 'color' as never })).toThrow('must be a list such as');
    expect(() => diffAugment(key(0), images, { cutout: 2 })).toThrow('diffAugment: cutout 2 must be from 0 to 1');
    expect(() => diffAugment(3 as never, images)).toThrow('diffAugment: key must be a key');
    expect(() => diffAugment(key(0), cast(images, 'int32'))).toThrow("must be float: images.cast('float32')");
  });
});

describe.each(ada)('ADA: $name', (row) => {
  test('as the paper’s formulas, gradient included', async () => {
    const run = (x: Tensor) => {
      const left = row.draws.map((values) => float64(values));
      const draws: Draws = { uniform: () => left.shift()!, normal: () => left.shift()! };
      const y = augmentBy(draws, x, tensor(row.p), row.policy);
      expect(left).toEqual([]);
      return y;
    };
    await expectRow(row, run, 9);
  });
});

describe('adaAugment', () => {
  const images = wave([4, 3, 8, 8]);

  test('does nothing at p = 0 and something at p = 1; p may be an input', async () => {
    await expectClose(adaAugment(key(1), images, 0), [...(await images.data())], 6);
    const all = await adaAugment(key(1), images, 1).data();
    expect(all).not.toEqual(await images.data());
    expect(await adaAugment(key(1), images, tensor(1)).data()).toEqual(all);
    const graph = trace((p: Tensor, x: Tensor) => adaAugment(key(1), x, p), tensor(0.5), images);
    expect(graph.inputs.length).toBe(2);
  });

  test('a translation by whole pixels is exact, a mirror image nearly', async () => {
    const rise = float64(Array.from({ length: 16 }, (_, i) => Math.sin(0.4 * i)));
    const x = rise.reshape([1, 1, 16, 1]).add(rise.cos()).broadcastTo([1, 1, 16, 16]);
    const blitted = (mirror: number, shift: number) => {
      // Gate and value of the mirror and of the quarter turns; gate, x and y of the translation, from −2 to 2 pixels.
      const left = [0, mirror, 0, 0, 0, shift, 0.5].map((u) => float64([u]));
      const draws: Draws = { uniform: () => left.shift()!, normal: () => left.shift()! };
      return augmentBy(draws, x, tensor(1), ['blit']);
    };
    const columns = (y: Tensor, start: number) => y.slice({ axis: 3, start, end: start + 14 });
    await expectClose(columns(blitted(0, 1), 2), [...(await columns(x, 0).data())], 9);
    const off = blitted(0.9, 0.5).sub(flip(x, 3)).abs().max();
    expect(await off.item()).toBeGreaterThan(1e-6);
    expect(await off.item()).toBeLessThan(0.05);
  });

  test('any number of channels without color, images of one pixel', async () => {
    const y = await adaAugment(key(1), wave([2, 5, 1, 1]), 1, { policy: ['blit', 'geometry'] }).data();
    await expectClose(tensor(y), [...(await wave([2, 5, 1, 1]).data())], 6);
    expect(() => adaAugment(key(1), wave([2, 5, 4, 4]), 1)).toThrow(
      'must have 3 or 1 channels, or a policy without color',
    );
  });

  test('errors', () => {
    expect(() => adaAugment(key(0), images, 1.5)).toThrow('adaAugment: p 1.5 must be from 0 to 1');
    expect(() => adaAugment(key(0), images, tensor([0.5]))).toThrow('adaAugment: p [1] must be a scalar');
    expect(() => adaAugment(key(0), images, 0.5, { policy: ['cut' as 'blit'] })).toThrow(
      "adaAugment: policy 'cut' must be a list of blit, geometry, color",
    );
    expect(() => adaAugment(key(0), images, 0.5, { strength: 1 } as object)).toThrow("unknown option 'strength'");
  });
});

describe('adaptiveAugmentation', () => {
  test('moves by images / speed every four steps, towards the target', () => {
    const controller = adaptiveAugmentation({ speed: 1000 });
    let state = controller.init();
    for (let i = 0; i < 3; i++) state = controller.update(state, 1, 20);
    expect(state.probability).toBe(0);
    state = controller.update(state, 0, 20);
    expect(state).toEqual({ probability: 0.08, overfitting: 0.75, steps: 0, images: 0, signs: 0 });
    for (let i = 0; i < 4; i++) state = controller.update(state, 0.1, 10);
    expect(state.probability).toBeCloseTo(0.04, 12);
    for (let i = 0; i < 8; i++) state = controller.update(state, -1, 10);
    expect(state.probability).toBe(0);
  });

  test('goes from 0 to 1 in 500 000 images and no further', () => {
    const controller = adaptiveAugmentation();
    let state = controller.init();
    for (let i = 0; i < 1000 / 2 - 4; i++) state = controller.update(state, 1, 1000);
    expect(state.probability).toBeCloseTo(0.992, 9);
    for (let i = 0; i < 8; i++) state = controller.update(state, 1, 1000);
    expect(state.probability).toBe(1);
  });

  test('errors', () => {
    const controller = adaptiveAugmentation();
    expect(() => controller.update(controller.init(), Number.NaN, 4)).toThrow('the mean sign is NaN');
    expect(() => controller.update(controller.init(), 2, 4)).toThrow('meanSign 2 must be from −1 to 1');
    expect(() => controller.update(controller.init(), 0, 0)).toThrow('images 0 must be a whole number from 1 up');
    expect(() => adaptiveAugmentation({ target: 2 })).toThrow('target 2 must be from 0 to 1');
    expect(() => adaptiveAugmentation({ kimg: 500 } as object)).toThrow("unknown option 'kimg'");
  });
});
