import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { checkPackage } from './check-packages.mjs';
import { createPackage, NewPackageError, packageFiles } from './new-package.mjs';

const parent = mkdtempSync(join(tmpdir(), 'new-package-'));
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('writes a package once', () => {
  createPackage('demo', 'Says "hello".', parent);
  expect(JSON.parse(readFileSync(join(parent, 'demo/package.json'), 'utf8')).description).toBe('Says "hello".');
  expect(existsSync(join(parent, 'demo/src/example.test.ts'))).toBe(true);
  expect(() => createPackage('demo', 'Again.', parent)).toThrow(/"demo" exists already/);
});

test.each([undefined, '', 'Demo', '@saddlepoint/demo', 'two words', '../demo', '-demo', '8bit'])(
  'refuses the name %o',
  (name) => {
    expect(() => packageFiles(name, 'x')).toThrow(NewPackageError);
    expect(() => packageFiles(name, 'x')).toThrow(/^name: .*lower-case words.*\nUsage: /);
  },
);

test('asks for a description', () => {
  expect(() => packageFiles('demo', ' ')).toThrow(/^description: /);
});

test('whatever the name and description, the package keeps the shape', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,2}$/);
  const description = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(name, description, (name, description) => {
      const files = packageFiles(name, description);
      const manifest = JSON.parse(files['package.json'] ?? '');
      expect(manifest.description).toBe(description);
      expect(checkPackage({ folder: `packages/${name}`, manifest, files })).toEqual([]);
    }),
  );
});
