import { expect, test } from 'vitest';
import { checkPackage } from './check-packages.mjs';
import { packageFiles } from './new-package.mjs';

/**
 * Checks a new package after some changes to it.
 * @param {{ manifest?: Record<string, any>, files?: Record<string, string | undefined> }} changes
 */
function check({ manifest = {}, files = {} }) {
  const all = { ...packageFiles('demo', 'A demo.'), ...files };
  const present = Object.fromEntries(Object.entries(all).filter(([, text]) => text !== undefined));
  const merged = { ...JSON.parse(all['package.json'] ?? ''), ...manifest };
  return checkPackage({
    folder: 'packages/demo',
    manifest: merged,
    files: /** @type {Record<string, string>} */ (present),
  }).join('\n');
}

const entry = (/** @type {string} */ name) => ({
  '@saddlepoint/source': `./src/${name}.ts`,
  types: `./dist/${name}.d.ts`,
  default: `./dist/${name}.js`,
});

test('a new package passes, and so does one with another entry, a list of side effects or types alone', () => {
  expect(check({})).toBe('');
  expect(
    check({
      manifest: {
        exports: { '.': entry('index'), './extra': entry('extra/index'), './package.json': './package.json' },
        sideEffects: ['./dist/index.js'],
      },
      files: {
        'src/types.ts': "import type { A } from './a.js';\nexport interface B extends A {}\n",
        'src/extra/index.ts': "export * as all from './all.js';",
        'src/extra/all.ts': 'export const all = 1;',
        'src/extra/extra.test.ts': '',
      },
    }),
  ).toBe('');
});

test('a private package needs only the scope in its name', () => {
  expect(
    checkPackage({ folder: 'packages/demo', manifest: { private: true, name: '@saddlepoint/demo' }, files: {} }),
  ).toEqual([]);
  expect(checkPackage({ folder: 'packages/demo', manifest: { private: true, name: 'demo' }, files: {} })).toHaveLength(
    1,
  );
});

test.each([
  ['license', 'ISC', 'license must be "MIT"'],
  ['type', 'commonjs', 'type must be "module"'],
  ['name', '@saddlepoint/other', 'name must be "@saddlepoint/demo"'],
  ['publishConfig', undefined, 'publishConfig must be {"access":"public","provenance":true}'],
  ['repository', 'somewhere', 'repository must be'],
  ['engines', { node: '>=22' }, 'engines must be'],
  ['scripts', {}, 'scripts.build must be'],
  ['files', ['dist'], 'files must list "src"'],
  ['sideEffects', undefined, 'sideEffects must be'],
  ['description', '', 'description is missing'],
  ['exports', {}, 'exports must have "."'],
  ['exports', { '.': Object.fromEntries(Object.entries(entry('index')).reverse()) }, 'in this order'],
  ['exports', { '.': './dist/index.js' }, 'in this order'],
  ['exports', { './extra': entry('extra') }, './src/extra.ts is missing'],
])('package.json: finds a wrong %s (%o)', (key, value, message) => {
  expect(check({ manifest: { [key]: value } })).toContain(message);
});

test.each([
  "export * from './example.js';",
  "export { example } from 'somewhere';",
  'export const one = 1;',
  "import { example } from './example.js';",
])('src/index.ts: refuses %s', (text) => {
  expect(check({ files: { 'src/index.ts': text } })).toContain('src/index.ts may only re-export by name');
});

test.each([
  ['src/example.test.ts', undefined, 'src/example.ts has no src/example.test.ts beside it'],
  ['src/inner/deep.ts', 'export const deep = 1;', 'src/inner/ holds src/inner/deep.ts but no test'],
  ['tsconfig.json', undefined, 'tsconfig.json is missing'],
  ['README.md', '# Demo', 'README.md must say "npm install @saddlepoint/demo"'],
])('finds a wrong %s', (path, text, message) => {
  expect(check({ files: { [path]: text } })).toContain(message);
});
