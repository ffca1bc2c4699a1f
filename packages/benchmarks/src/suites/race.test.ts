import { expect, test } from 'vitest';
import { type Limits, type Ready, type Refusal, type Side, side } from '../sides/side.js';
import { Team } from '../sides/team.js';
import { difference, race } from './race.js';

const work = { kind: 'step', mode: 'train', net: 'mlp', size: { widths: [1, 1], batch: 1 } } as const;
const options = { rounds: 3, seconds: 0, settle: 0, enough: 10 };

/** A side that takes as long as it is told, without taking it. */
function fake(log: string[], name: string, ms: number, ready: object): Side {
  const ask = async (request: { prepare?: object; run?: Limits }) => {
    if (request.prepare) return ready;
    log.push(name);
    return { times: [ms + log.length / 1e6] };
  };
  return side({ title: name, threads: 1 }, { ask, alive: () => true, stop() {} });
}

const same: Ready = { parameters: 2, losses: [1, 0.5], first: 1 };

async function run(answers: { [name: string]: [ms: number, ready: object] }) {
  const log: string[] = [];
  const start = async (name: string) => fake(log, name, ...(answers[name] ?? [1, same]));
  const team = await Team.gather(start, ['torch', 'jax'], () => {});
  const entrants = ['saddlepoint', 'torch', 'jax'].map((name) => ({ name, work }));
  return { log, result: await race(team, entrants, options) };
}

test('rounds alternate, the first is not kept, times have four digits', async () => {
  const { log, result } = await run({ torch: [2, { ...same, how: 'fused' }] });
  expect(log).toEqual(Array.from({ length: 4 }, () => ['saddlepoint', 'torch', 'jax']).flat());
  expect(result.parameters).toBe(2);
  expect(result.sides.saddlepoint).toEqual({ rounds: [[1], [1], [1]] });
  expect(result.sides.torch).toEqual({ rounds: [[2], [2], [2]], how: 'fused' });
});

test('a slow side has two rounds', async () => {
  const { result } = await run({ jax: [20_000, same] });
  expect(result.sides.jax).toEqual({ rounds: [[20_000], [20_000]] });
  expect(result.sides.torch).toMatchObject({ rounds: [[1], [1], [1]] });
});

test('refusals and other work are results', async () => {
  const { result } = await run({ torch: [1, { cannot: 'no' }], jax: [1, { ...same, losses: [1, 0.6] }] });
  expect(result.sides.torch).toEqual({ cannot: 'no' });
  expect(result.sides.jax).toEqual({
    cannot: 'not the same work: its losses are 1.000, 0.6000, ours 1.000, 0.5000',
  });
});

test('what counts as the same work', () => {
  expect(difference(same, { ...same, losses: [1.005, 0.499] })).toBeUndefined();
  const cannot = (theirs: Partial<Ready>) => (difference(same, { ...same, ...theirs }) as Refusal).cannot;
  expect(cannot({ parameters: 3 })).toBe('not the same work: 3 parameters, ours has 2');
  expect(cannot({ losses: [1, Number.NaN] })).toContain('NaN');
  expect(cannot({ losses: [1] })).toContain('its losses are 1.000');
});
