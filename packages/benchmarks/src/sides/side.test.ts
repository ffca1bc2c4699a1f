import { expect, test } from 'vitest';
import type { Work } from '../work.js';
import { localSide, type Memory, type Ready, type Run } from './side.js';

const mlp: Work = { kind: 'step', mode: 'train', net: 'mlp', size: { widths: [4, 8, 3], batch: 2 } };

test('a step is prepared, run and measured', async () => {
  const side = localSide(1);
  const ready = (await side.prepare(mlp)) as Ready;
  expect(ready.parameters).toBe(4 * 8 + 8 + 8 * 3 + 3);
  expect(ready.losses).toHaveLength(3);
  expect(ready.losses[2]).toBeLessThan(ready.losses[0]!);
  expect(((await side.run({ steps: 4 })) as Run).times).toHaveLength(4);
  expect(((await side.run({ seconds: 0 })) as Run).times).toHaveLength(1);
  const { now, peak } = (await side.memory()) as Memory;
  expect(now).toBeGreaterThan(1e7);
  expect(peak).toBeGreaterThanOrEqual(now);
});

test('a gradient alone changes nothing', async () => {
  const { losses } = (await localSide(1).prepare({ ...mlp, mode: 'gradient' } as Work)) as Ready;
  expect(new Set(losses).size).toBe(1);
});

test('an update moves parameters by about the learning rate a step', async () => {
  const ready = await localSide(1).prepare({ kind: 'update', optimizer: 'adam', matrix: [5, 4] });
  expect(ready).toMatchObject({ parameters: 200 });
  expect((ready as Ready).losses[0]).toBeCloseTo(3e-3, 4);
});

test('a copy copies', async () => {
  const side = localSide(1);
  expect(await side.prepare({ kind: 'copy', bytes: 800 })).toMatchObject({ losses: [1, 1, 1] });
});

test('what cannot be done is an answer', async () => {
  const side = localSide(1);
  expect(await side.run({ steps: 1 })).toEqual({ cannot: 'nothing is prepared' });
  const wrong = { kind: 'step', mode: 'train', net: 'mlp', size: { widths: [4, 0], batch: 2 } } as Work;
  expect(await side.prepare(wrong)).toEqual({ cannot: expect.stringContaining('must be a whole number from 1 up') });
});
