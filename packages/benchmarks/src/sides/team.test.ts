import { expect, test } from 'vitest';
import { type Side, side } from './side.js';
import { Team } from './team.js';

function fake(name: string): Side {
  let alive = true;
  const ask = async () => ({ now: 1, peak: 1 });
  const stop = () => {
    alive = false;
  };
  return side({ title: `${name} 1.0`, threads: 1 }, { ask, alive: () => alive, stop });
}

test('peers that do not start are named, with how to get them', async () => {
  const lines: string[] = [];
  const start = async (name: string) => {
    if (name === 'jax') throw new Error('no module');
    return fake(name);
  };
  const team = await Team.gather(start, ['torch', 'jax', 'tfjs-wasm'], (line) => lines.push(line));
  expect(team.absent).toEqual({ jax: 'no module' });
  expect(lines).toEqual([
    expect.stringMatching(/^JAX jit is left out: no module\n {2}to have it: pip install jax optax/),
  ]);
  expect(team.names('steps')).toEqual(['saddlepoint', 'torch', 'tfjs-wasm']);
  expect(team.names('steps', 'gradient')).toEqual(['saddlepoint', 'torch']);
  expect(team.names('optimizers')).toEqual(['saddlepoint', 'copy', 'torch']);
  expect(team.hellos.torch).toEqual({ title: 'torch 1.0', threads: 1 });
});

test('a side that has ended is started again', async () => {
  const team = await Team.gather(
    async (name) => fake(name),
    [],
    () => {},
  );
  const first = await team.side('saddlepoint');
  expect(await team.side('saddlepoint')).toBe(first);
  first.stop();
  expect((await team.side('saddlepoint')).alive()).toBe(true);
});
