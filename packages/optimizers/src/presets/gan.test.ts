import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { adam } from '../adam.js';
import { rmsprop } from '../adaptive/rmsprop.js';
import type { Transform } from '../transform.js';
import { ganAdam, ttur, wganRmsprop } from './gan.js';

/** Updates for gradients 1 and −2, which tell rates and betas apart. */
async function updates(optimizer: Transform): Promise<number[]> {
  const params = [tensor(0)];
  const first = optimizer.update([tensor(1)], optimizer.init(params), params);
  const second = optimizer.update([tensor(-2)], first.state, params);
  return [await first.updates[0]!.item(), await second.updates[0]!.item()];
}

test('rates and betas are those of the papers, and can be replaced', async () => {
  expect(await updates(ganAdam())).toEqual(await updates(adam({ learningRate: 2e-4, betas: [0.5, 0.999] })));
  expect(await updates(ganAdam({ learningRate: 1 }))).toEqual(
    await updates(adam({ learningRate: 1, betas: [0.5, 0.999] })),
  );
  const { generator, discriminator } = ttur({ discriminator: { eps: 1e-4 } });
  expect(await updates(generator)).toEqual(await updates(adam({ learningRate: 1e-4, betas: [0, 0.9] })));
  expect(await updates(discriminator)).toEqual(await updates(adam({ learningRate: 4e-4, betas: [0, 0.9], eps: 1e-4 })));
  expect(await updates(wganRmsprop())).toEqual(await updates(rmsprop({ learningRate: 5e-5 })));
});

test('wrong options are errors', () => {
  expect(() => ttur({ critic: {} } as object)).toThrow("ttur: unknown option 'critic'");
  expect(() => ganAdam({ betas: [1, 0] })).toThrow('betas[0] 1 must be');
});
