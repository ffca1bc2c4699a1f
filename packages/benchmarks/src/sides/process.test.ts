import { expect, test } from 'vitest';
import { startSide } from './process.js';

/** A side in a few lines: greets like a library, answers `run` after the seconds that it is given, and ends on `prepare`. */
const program = `
  console.log('Hello, thanks for using me!');
  console.log(JSON.stringify({ title: 'echo', threads: 1 }));
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { prepare, run } = JSON.parse(line);
    if (prepare) { console.error('Error: no such work\\n  at nowhere'); process.exit(1); }
    setTimeout(() => console.log(JSON.stringify(run ? { times: [run.steps] } : { now: 1, peak: 2 })), 1000 * (run?.seconds ?? 0));
  });
`;
const echo = { program: process.execPath, args: ['-e', program] };
const work = { kind: 'copy', bytes: 8 } as const;

test('answers come in order, greetings are passed over', async () => {
  const side = await startSide(echo);
  expect(side.hello).toEqual({ title: 'echo', threads: 1 });
  expect(await side.run({ steps: 3 })).toEqual({ times: [3] });
  expect(await side.memory()).toEqual({ now: 1, peak: 2 });
  expect(side.alive()).toBe(true);
  side.stop();
  expect(await side.memory()).toEqual({ cannot: 'it was stopped' });
});

test('a process that ends says why, and refuses what comes after', async () => {
  const side = await startSide(echo);
  const refusal = { cannot: 'the process ended: Error: no such work' };
  expect(await side.prepare(work)).toEqual(refusal);
  expect(side.alive()).toBe(false);
  expect(await side.run({ steps: 1 })).toEqual(refusal);
});

test('one that keeps us waiting is stopped', async () => {
  const side = await startSide(echo, { patience: 1 });
  expect(await side.run({ seconds: 60 })).toEqual({ cannot: 'no answer within 1 s' });
  expect(side.alive()).toBe(false);
});

test('one that does not start is an error with what it printed', async () => {
  const broken = { program: process.execPath, args: ['-e', "throw new Error('no library imported from /a/b.mjs')"] };
  await expect(startSide(broken)).rejects.toThrow(/^the process ended: Error: no library$/);
  await expect(startSide({ program: 'no-such-program', args: [] })).rejects.toThrow('ENOENT');
});
