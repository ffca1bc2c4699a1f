import { customGradient, log, mul, sigmoid, stopGradient, type Tensor, tensor } from '@saddlepoint/tensor';
import { describe, expect, it, test } from 'vitest';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';
import { mse } from '../regression/mse.js';
import { type LossCase, lossChecks } from './checks.js';
import { testLoss } from './test-loss.js';
import { wave } from './wave.js';

const inputs = [wave([3, 4], 1, 0.3), wave([3, 4], 1, 2)];

testLoss('mse', { loss: (options, x, y) => mse(x!, y!, options), inputs }, { describe, it });
testLoss(
  'a function',
  { loss: (_, x) => mul(x!, x!), inputs: [inputs[0]!], single: true, plain: true },
  { describe, it },
);

/** The titles of the checks that a loss fails, with what they say. */
async function failures(c: Partial<LossCase> & Pick<LossCase, 'loss'>): Promise<Record<string, string>> {
  const failed: Record<string, string> = {};
  for (const { title, run } of lossChecks({ inputs, ...c })) {
    await run().catch((error: Error) => {
      failed[title] = error.message;
    });
  }
  return failed;
}

const square = (x: Tensor, y: Tensor): Tensor => mul(x.sub(y), x.sub(y));
const shaped = (losses: Tensor, options: LossOptions): Tensor => {
  checkLossOptions('shaped', options);
  return finish('shaped', losses, options);
};

test('a logarithm of a sigmoid is not finite at ±1e4', async () => {
  const failed = await failures({ loss: (options, x) => shaped(log(sigmoid(x!)), options) });
  expect(Object.keys(failed)).toEqual(['finite at ±1e4']);
  expect(failed['finite at ±1e4']).toMatch(/the loss: -Infinity at \d+/);
});

test('gradients that are wrong, or wrong the second time', async () => {
  const wrong = customGradient(
    (x: Tensor, y: Tensor) => square(x, y),
    ([g], [x, y]) => [mul(g!, x.sub(y)), mul(g!, y.sub(x))],
  );
  const first = await failures({ loss: (options, x, y) => shaped(wrong(x!, y!), options) });
  expect(Object.keys(first)).toEqual(['first and second derivatives by finite differences']);
  expect(Object.values(first)[0]).toMatch('the slope');
  const once = customGradient(
    (x: Tensor, y: Tensor) => square(x, y),
    ([g], [x, y]) => [mul(g!, stopGradient(x.sub(y)).mul(2)), mul(g!, stopGradient(y.sub(x)).mul(2))],
  );
  const second = await failures({ loss: (options, x, y) => shaped(once(x!, y!), options) });
  expect(Object.values(second)[0]).toMatch('the second derivative in input 0');
});

test('reductions, masks and options that are ignored', async () => {
  const failed = await failures({ loss: (_, x, y) => square(x!, y!) });
  expect(Object.keys(failed)).toEqual(['reductions', 'masks', 'unknown options are errors']);
  expect(failed.reductions).toMatch('reduction sum: 12 values instead of 1');
  expect(failed['unknown options are errors']).toMatch('does not throw; expected an error like');
  const halfMasked = await failures({
    loss: (options, x, y) => shaped(square(x!, y!), options).mul(options.mask && !options.reduction ? 0.5 : 1),
  });
  expect(halfMasked).toEqual({ masks: expect.stringMatching(/a mask, reduction mean: .* not/) });
});

test('inputs that are no floats are left alone, as are those said to be', async () => {
  const labels = tensor([0, 1, 2], { dtype: 'int32' });
  const seen: Tensor[] = [];
  const loss = (options: LossOptions, x: Tensor | undefined, y: Tensor | undefined, z: Tensor | undefined): Tensor => {
    seen.push(y!, z!);
    return shaped(mul(x!, x!), options);
  };
  expect(await failures({ loss, inputs: [inputs[0]!, labels, inputs[1]!], free: [0] })).toEqual({});
  expect(new Set(seen)).toEqual(new Set([labels, inputs[1]]));
});
