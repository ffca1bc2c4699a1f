import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import util from 'node:util';
import { ArgumentError, BackendError } from '@saddlepoint/tensor';
import { afterAll, describe, expect, test } from 'vitest';
import { loadTfjsNode, mendNodeUtil, TfjsNodeError, type TfjsNodePackage } from './node-binding.js';

const folder = mkdtempSync(join(tmpdir(), 'tfjs-node-'));
afterAll(() => rmSync(folder, { recursive: true }));
let pretended = 0;

/** A project with a package of this name that does what the real one does when something is missing. */
function pretend(name: TfjsNodePackage, files: Readonly<Record<string, string>>): { from: string } {
  const project = join(folder, `${pretended++}`);
  const path = join(project, 'node_modules', name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return { from: join(project, 'main.js') };
}

function errorOf(name: TfjsNodePackage, options: { from?: string }): TfjsNodeError {
  try {
    loadTfjsNode(name, options);
  } catch (error) {
    if (error instanceof TfjsNodeError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('loadTfjsNode says what is missing, and the fix', () => {
  test('no package', () => {
    const message = "Cannot find module '@tensorflow/tfjs-node-gpu'";
    const lost = `throw Object.assign(new Error("${message}"), { code: 'MODULE_NOT_FOUND' });`;
    const error = errorOf('@tensorflow/tfjs-node-gpu', pretend('@tensorflow/tfjs-node-gpu', { 'index.js': lost }));
    expect(error.reason).toBe('not-installed');
    expect(error.message).toContain('npm install @tensorflow/tfjs-node-gpu@4.22.0');
  });

  test('no binding: the package as it is installed here, with scripts off', () => {
    const error = errorOf('@tensorflow/tfjs-node', {});
    expect(error.reason).toBe('no-binding');
    expect(error.message).toContain("allowBuilds: { '@tensorflow/tfjs-node': true }");
    expect(error.message).toContain("onlyBuiltDependencies: ['@tensorflow/tfjs-node']");
    expect(error.message).toContain('npm install-scripts approve @tensorflow/tfjs-node');
    expect(error.message).toContain('engines/build-tfjs-node.mjs --project .');
  });

  test('a binding that does not load', () => {
    const files = {
      'index.js': "require('./tfjs_binding.node');",
      'tfjs_binding.node': 'no library',
    };
    const error = errorOf('@tensorflow/tfjs-node', pretend('@tensorflow/tfjs-node', files));
    expect(error).toBeInstanceOf(BackendError);
    expect(error.reason).toBe('broken-binding');
    expect(error.message).toContain('build-tfjs-node.mjs');
    expect(error.cause).toBeInstanceOf(Error);
  });

  test('any other error stays what it is', () => {
    const options = pretend('@tensorflow/tfjs-node-gpu', { 'index.js': "throw new RangeError('its own');" });
    expect(() => loadTfjsNode('@tensorflow/tfjs-node-gpu', options)).toThrow('its own');
  });

  test('another name, another option', () => {
    const other = '@tensorflow/tfjs' as TfjsNodePackage;
    expect(() => loadTfjsNode(other)).toThrow(ArgumentError);
    expect(() => loadTfjsNode(undefined, { path: '' } as never)).toThrow("unknown option 'path'");
  });
});

test('mendNodeUtil puts back what tfjs-node calls', () => {
  const node = util as { isNullOrUndefined?: (x: unknown) => boolean };
  const { isNullOrUndefined } = node;
  delete node.isNullOrUndefined;
  mendNodeUtil();
  expect([undefined, null, 0, ''].map((x) => node.isNullOrUndefined?.(x))).toEqual([true, true, false, false]);
  if (isNullOrUndefined) node.isNullOrUndefined = isNullOrUndefined;
});
