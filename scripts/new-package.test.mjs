import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { checkPackage } from './check-packages.mjs';
import { createPackage, NewPackageError, packageFiles } from './new-package.mjs';
import { root } from './workspace.mjs';

const parent = mkdtempSync(join(tmpdir(), 'new-package-'));
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('writes a package once', () => {
  createPackage('demo', 'Says "hello".', parent);
  expect(JSON.parse(readFileSync(join(parent, 'demo/package.json'), 'utf8')).description).toBe('Says "hello".');
  expect(existsSync(join(parent, 'demo/src/example.test.ts'))).toBe(true);
  expect(() => createPackage('demo', 'Again.', parent)).toThrow(/"demo" exists already/);
});

test('the example of a new package refuses bad input as all packages do', async () => {
  const packages = join(parent, 'packages');
  createPackage('demo', 'A demo.', packages);
  copyFileSync(join(root, 'tsconfig.base.json'), join(parent, 'tsconfig.base.json'));
  // What `pnpm install` would link.
  mkdirSync(join(packages, 'demo/node_modules/@saddlepoint'), { recursive: true });
  symlinkSync(join(root, 'packages/tensor'), join(packages, 'demo/node_modules/@saddlepoint/tensor'), 'junction');
  const { example } = await import(join(packages, 'demo/src/index.ts'));
  expect(example(3, { scale: 2 })).toBe(6);
  for (const [options, message] of [
    [{ scale: Number.NaN }, 'example: scale NaN must be a finite number'],
    [{ factor: 2 }, "example: unknown option 'factor'; allowed: scale"],
  ]) {
    expect(() => example(3, options)).toThrow(expect.objectContaining({ name: 'ArgumentError', message }));
  }
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
