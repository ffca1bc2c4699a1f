import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCheckpoint } from '@saddlepoint/train/node';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The program runs as users run it: built, in a process of its own. It is built into node_modules, where it finds the engine.
const folder = fileURLToPath(new URL('..', import.meta.url));
const built = join(folder, 'node_modules', '.test');
let work: string;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'saddlepoint-mnist-'));
  await build({
    config: false,
    silent: true,
    entry: [join(folder, 'src', 'main.ts')],
    outDir: built,
    format: 'esm',
    target: 'es2022',
    noExternal: [/^@saddlepoint\//, 'pbf'],
    esbuildOptions(options) {
      options.conditions = ['@saddlepoint/source'];
    },
  });
});
afterAll(() => Promise.all([work, built].map((path) => rm(path, { recursive: true, force: true }))));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the program; `watch` sees what it has written so far whenever it writes. */
function main(args: string, watch: (text: string, child: ChildProcess) => void = () => {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(built, 'main.js'), ...args.split(' ')], { cwd: work });
    const text = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      text.out += chunk;
      watch(text.out + text.err, child);
    });
    child.stderr.on('data', (chunk) => {
      text.err += chunk;
      watch(text.out + text.err, child);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text }));
  });
}

const digestIn = (out: string): string | undefined => /[0-9a-f]{16}/.exec(out)?.[0];

describe('a small run of both networks', { timeout: 120_000 }, () => {
  const options = '--epochs 2 --examples 320 --batch-size 32 --seed 3';
  let first: Ended;
  beforeAll(async () => {
    first = await main(`${options} --out first`);
  }, 120_000);

  test('tells its progress line by line, then the results', () => {
    expect(first.err.trim().split('\n')).toHaveLength(4);
    expect(first.err).toMatch(/^mlp {2}epoch 1\/2 {2}test loss \d\.\d+ {2}test accuracy [\d.]+ %/);
    expect(first.err).not.toContain('\r');
    expect(first.out).toMatch(
      /^MLP +535\u202f818 .*\nCNN +206\u202f922 .*\n\nReport: first[/\\]index\.html\nCheckpoints: first[/\\]checkpoints$/m,
    );
    expect(first.code).toBe(0);
  });

  test('has learned something', () => {
    const accuracies = [...first.err.matchAll(/epoch 2\/2 .*accuracy ([\d.]+) %/g)].map(([, x]) => Number(x));
    expect(Math.min(...accuracies)).toBeGreaterThan(50);
  });

  test('writes a report that needs nothing else', async () => {
    const page = await readFile(join(work, 'first', 'index.html'), 'utf8');
    for (const title of ['Loss', 'Accuracy', 'Confusion matrix', 'Hardest digits'])
      expect(page).toContain(`>${title}</text>`);
    expect(page.match(/<image /g)).toHaveLength(24);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script/);
  });

  test('writes checkpoints that load', async () => {
    const { tree, metadata } = await loadCheckpoint(join(work, 'first', 'checkpoints', 'cnn.safetensors'));
    expect(Object.keys(tree)).toEqual(expect.arrayContaining(['params', 'optimizer']));
    expect(metadata.position).toEqual({ epoch: 2, batch: 0, step: 20 });
  });

  test('the same seed gives the same numbers, another seed others', async () => {
    const again = await main(`${options} --only mlp --out again`);
    expect(digestIn(again.out)).toBe(digestIn(first.out));
    expect(again.err.replace(/[\d.]+ s$/gm, '')).toBe(first.err.split(/(?=cnn)/)[0]!.replace(/[\d.]+ s$/gm, ''));
    const other = await main('--epochs 1 --examples 320 --batch-size 32 --seed 4 --only mlp --out other');
    expect(digestIn(other.out)).not.toBe(digestIn(first.out));
  });

  test('--resume after the end trains no further and reports the same', async () => {
    const again = await main(`${options} --only cnn --out first --resume`);
    expect([again.code, again.err]).toEqual([0, '']);
    expect(again.out).toContain(digestIn(first.out.split('CNN')[1]!));
  });

  test('--resume with other options is refused', async () => {
    const { code, err } = await main('--epochs 3 --examples 320 --batch-size 32 --only mlp --out first --resume');
    expect(code).toBe(2);
    expect(err).toMatch(/made with another epochs \(2 there, 3 here\), seed \(3 there, 7 here\)/);
  });
});

test('Ctrl-C finishes the step and leaves a checkpoint from which the same parameters come out', {
  timeout: 120_000,
}, async () => {
  const options = '--epochs 12 --examples 320 --batch-size 32 --only mlp';
  const whole = await main(`${options} --out whole`);
  let pressed = false;
  const stopped = await main(`${options} --out stopped`, (text, child) => {
    if (!pressed && text.includes('epoch 2/12')) pressed = child.kill('SIGINT');
  });
  expect(stopped.code).toBe(130);
  expect(stopped.err).toMatch(
    /mlp stopped after step \d+ of 120; checkpoint: .*\nGo on with the same options and --resume/,
  );
  const { metadata } = await loadCheckpoint(join(work, 'stopped', 'checkpoints', 'mlp.safetensors'));
  const { position, history } = metadata as unknown as { position: { step: number }; history: { loss: number[] } };
  expect(position.step).toBeGreaterThanOrEqual(20);
  expect(position.step).toBeLessThan(120);
  expect(history.loss).toHaveLength(position.step);
  const resumed = await main(`${options} --out stopped --resume`);
  expect(resumed.code).toBe(0);
  expect(digestIn(resumed.out)).toBe(digestIn(whole.out));
});

test('a command line that cannot be understood: a message and code 2', async () => {
  const { code, out, err } = await main('--epochs none');
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^--epochs none: must be a whole number from 1 to 1000\n\nTrains two networks/);
  const help = await main('--help');
  expect([help.code, help.err]).toEqual([0, '']);
  expect(help.out).toContain('--batch-size N');
});
