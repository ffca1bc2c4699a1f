import { type Tensor, tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { type MomentumOptions, momentum } from './momentum.js';

/** Updates for gradients 1, 1, −2. */
async function updates(options: MomentumOptions): Promise<number[]> {
  const transform = momentum(options);
  const params = [tensor(0)];
  let state = transform.init(params);
  const out: Tensor[] = [];
  for (const g of [1, 1, -2]) {
    const result = transform.update([tensor(g)], state, params);
    state = result.state;
    out.push(result.updates[0]!);
  }
  return Promise.all(out.map((x) => x.item()));
}

test('b = μb + (1 − τ)g, with the first gradient undamped', async () => {
  expect(await updates({ momentum: 0.5 })).toEqual([1, 1.5, -1.25]);
  expect(await updates({ momentum: 0.5, dampening: 0.5 })).toEqual([1, 1, -0.5]);
  expect(await updates({ momentum: 0.5, nesterov: true })).toEqual([1.5, 1.75, -2.625]);
  expect(await updates({ momentum: 0 })).toEqual([1, 1, -2]);
});

test('a state of another form and wrong options are errors', () => {
  const damped = momentum({ dampening: 0.5 });
  const params = [tensor(0)];
  expect(() => damped.update(params, momentum().init(params), params)).toThrow(
    "momentum: the state has no 'step' (it has trace)",
  );
  expect(() => momentum({ momentum: -0.1 })).toThrow('momentum -0.1 must be from 0 up');
  expect(() => momentum({ dampening: -1 })).toThrow('dampening -1 must be');
  expect(() => momentum({ nesterov: true, dampening: 0.5 })).toThrow('nesterov needs a dampening of 0, got 0.5');
  expect(() => momentum({ decay: 0.5 } as object)).toThrow("unknown option 'decay'");
});
