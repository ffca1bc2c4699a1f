import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The worker's program is the text of a function, which a bundler may rewrite: it must still run when one has.
const work = fileURLToPath(new URL('../../node_modules/.test', import.meta.url));
const program = `
import { dataset } from '../../src/index.ts';
import { prefetchBatches } from '../../src/node/index.ts';

const y = { data: Uint8Array.of(3, 1, 4, 1, 5, 9), shape: [], dtype: 'float32', mean: 1, std: 2 };
const numbers = dataset({ y });
for await (const batch of prefetchBatches(numbers, { batchSize: 4 })) console.log(...(await batch.y.data()));
await prefetchBatches(numbers, { batchSize: 4 }).next();
console.log('left alone');
`;

beforeAll(async () => {
  await mkdir(work, { recursive: true });
  await writeFile(join(work, 'program.mjs'), program);
});
afterAll(() => rm(work, { recursive: true, force: true }));

test.each([
  ['as packages and programs are', {}],
  ['minified', { minify: true }],
  ['with names kept', { keepNames: true, minify: true }],
])('bundled %s: the batches come, and a pass that was left alone does not hold the process', async (_, options) => {
  await build({
    config: false,
    silent: true,
    entry: { bundled: join(work, 'program.mjs') },
    outDir: work,
    format: 'esm',
    target: 'es2022',
    noExternal: [/^@saddlepoint\//],
    ...options,
    esbuildOptions(esbuild) {
      esbuild.conditions = ['@saddlepoint/source'];
    },
  });
  const { stdout } = await promisify(execFile)(process.execPath, [join(work, 'bundled.js')], { timeout: 20_000 });
  expect(stdout).toBe('1 0 1.5 0\n2 4\nleft alone\n');
});
