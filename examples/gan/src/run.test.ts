import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { run } from './run.js';

let folder: string;
const said = { out: '', error: '' };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saddlepoint-gan-'));
  Object.assign(said, { out: '', error: '' });
  vi.spyOn(console, 'log').mockImplementation((text: string) => {
    said.out += `${text}\n`;
  });
  vi.spyOn(console, 'error').mockImplementation((text: string) => {
    said.error += `${text}\n`;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

describe('the program', () => {
  test('a few steps of everything end in a report that needs nothing else', { timeout: 120_000 }, async () => {
    const args = `--budget 0.003 --seeds 5 --methods minimax --out ${folder}`.split(' ');
    expect(await run(args)).toBe(0);
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    const titles = [
      '25 Gaussians on a 5 × 5 grid',
      '25 Gaussians on a ring',
      '8 Gaussians on a ring',
      'Handwritten digits',
      'Mixed precision',
    ];
    for (const title of titles) expect(page).toContain(`>${title}</h2>`);
    for (const title of ['Modes covered', 'Balance of the game', 'Digits covered'])
      expect(page).toContain(`>${title}</text>`);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|NaN/);
    expect(await readFile(join(folder, 'grid.svg'), 'utf8')).toMatch(/^<svg/);
    expect(said.error).toMatch(/^grid {2}minimax {2}seed 5 {2}modes \d+ {2}quality [\d.]+/);
    expect(said.out).toMatch(/^minimax +5 +\d+ \/ 25/m);
    expect(said.out).toMatch(/^minimax +5 +\d+ \/ 10/m);
    expect(said.out).toMatch(/^mixed +[\d.]+/m);
  });

  test('a command line that cannot be understood: a message and code 2', async () => {
    expect(await run(['--budget', '2'])).toBe(2);
    expect(said.error).toMatch(/^--budget 2: must be above 0, up to 1\n\nTrains GANs/);
    expect(await run(['--help'])).toBe(0);
    expect(said.out).toContain('--methods LIST');
  });
});
