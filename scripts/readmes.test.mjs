import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './workspace.mjs';

// A package's src/readme.test.ts runs its README's examples, between `// README` and `// end`. Here the two are held
// against each other: what a README shows is what its test runs, but for imports and layout.

/** @param {string} text */
const plain = (text) =>
  text
    .split('\n')
    .filter((line) => !/^\s*import /.test(line))
    .join('')
    .replace(/\s+/g, '')
    .replace(/,(?=[\])}])/g, '');

/**
 * @param {string} text
 * @param {string} start
 * @param {string} end
 */
const between = (text, start, end) =>
  text
    .split(start)
    .slice(1)
    .map((part) => plain(part.split(end)[0] ?? ''));

const packages = join(root, 'packages');
const tested = readdirSync(packages).filter((name) => existsSync(join(packages, name, 'src/readme.test.ts')));

test.each(tested)('the README of %s shows what its test runs', (name) => {
  const examples = between(readFileSync(join(packages, name, 'README.md'), 'utf8'), '```ts\n', '```');
  const runs = between(readFileSync(join(packages, name, 'src/readme.test.ts'), 'utf8'), '// README\n', '// end\n');
  expect(runs.length).toBeGreaterThan(0);
  expect(examples.slice(0, runs.length)).toEqual(runs);
});
