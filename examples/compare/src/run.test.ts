import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { run } from './run.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saddlepoint-compare-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Exit code and output of the program. */
async function program(args: string) {
  const [log, error] = (['log', 'error'] as const).map((name) => vi.spyOn(console, name).mockReturnValue());
  try {
    const code = await run(args.split(' '));
    const text = (spy: typeof log) => spy!.mock.calls.flat().join('\n');
    return { code, out: text(log), err: text(error) };
  } finally {
    vi.restoreAllMocks();
  }
}

const small = '--examples 128 --pictures 64 --epochs 1 --seeds 1';
/** A table without its times: the columns of `time s` and `step ms`. */
const numbersIn = async (path: string) => {
  const [head, ...rows] = (await readFile(path, 'utf8'))
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const kept = head!.map((name) => !/(time s|step ms)$/.test(name));
  return rows.map((row) => row.filter((_, i) => kept[i]));
};

test('every comparison as text, CSV and page; the same seed gives the same numbers', { timeout: 240_000 }, async () => {
  const first = await program(`${small} --out ${join(folder, 'a')}`);
  expect([first.code, first.err]).toEqual([0, '']);
  const files = await readdir(join(folder, 'a'));
  expect(files.sort()).toEqual([
    'index.html',
    'initialisations-cnn-on-mnist.csv',
    'initialisations-mlp-on-mnist.csv',
    'optimizers-cnn-on-synthetic-pictures.csv',
    'optimizers-mlp-on-mnist.csv',
    'optimizers-transformer-on-synthetic-pictures.csv',
  ]);
  expect(first.out).toMatch(/L-momentum +\d/);
  expect(first.out.match(/As the source .* defines its columns:/g)).toHaveLength(2);
  expect(first.out).toMatch(/Lion +\d/);
  const page = await readFile(join(folder, 'a', 'index.html'), 'utf8');
  expect(page.match(/<h2>/g)).toHaveLength(7);
  expect(page.match(/<figure>/g)).toHaveLength(2 * 3 + 3 * 4 + 2 * 4);
  expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script/);
  await program(`${small} --only inits --out ${join(folder, 'b')}`);
  const numbers = (name: string) => numbersIn(join(folder, name, 'initialisations-cnn-on-mnist.csv'));
  expect(await numbers('b')).toEqual(await numbers('a'));
  expect(await numbers('a')).toHaveLength(9);
});

test('data from folders', { timeout: 120_000 }, async () => {
  const missing = await program(`--fashion ${folder} --out ${folder}`);
  expect(missing.code).toBe(1);
  expect(missing.err).toMatch(/missing train-images-idx3-ubyte/);
  const records = (count: number) => {
    const bytes = new Uint8Array(3074 * count).map((_, i) => (i * 31) % 251);
    for (let i = 0; i < count; i++) bytes.set([i % 20, i % 100], 3074 * i);
    return bytes;
  };
  await writeFile(join(folder, 'train.bin'), records(70));
  await writeFile(join(folder, 'test.bin'), records(30));
  const made = await program(`${small} --only optimizers --cifar ${folder} --out ${join(folder, 'c')}`);
  expect([made.code, made.err]).toEqual([0, '']);
  expect(made.out).toContain('Optimizers, CNN on CIFAR-100');
});

test('Adam in 8 bits beside Adam, and nothing else', { timeout: 120_000 }, async () => {
  const { code, out } = await program(`${small} --only eight-bit --out ${join(folder, 'bits')}`);
  expect(code).toBe(0);
  expect(out).toMatch(/\nAdam +\d.*\nAdam, 8 bits +\d/);
  expect((await readdir(join(folder, 'bits'))).sort()).toEqual([
    'adam-in-32-and-in-8-bits-cnn-on-mnist.csv',
    'index.html',
  ]);
});

test('a command line that cannot be understood: a message and code 2', async () => {
  const { code, out, err } = await program('--only losses');
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^--only losses: allowed: inits, optimizers, rates, eight-bit\n\nCompares/);
  expect((await program('--help')).out).toContain('--pictures N');
});
