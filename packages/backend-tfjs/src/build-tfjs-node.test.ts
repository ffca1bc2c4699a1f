import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../engines/build-tfjs-node.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'build-tfjs-node-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { status, stdout } = spawnSync(process.execPath, [script, '--cache', folder, ...args], options);
  return { status, stdout };
}

// What it builds is tested by tfjs-node.test.ts.
describe('build-tfjs-node.mjs says what cannot be had', () => {
  test('where nothing was built', () => {
    expect(run(['--where'])).toEqual({ status: 1, stdout: '' });
  });

  test.runIf(process.platform === 'linux')('without a compiler: well for CI, an error with --strict', () => {
    const missing = { CXX: 'no-such-compiler' };
    const { status, stdout } = run([], missing);
    expect(status).toBe(0);
    expect(stdout).toContain('tfjs-node was not built: there is no C++ compiler (no-such-compiler)');
    expect(run(['--strict'], missing).status).toBe(1);
  });

  test.runIf(process.platform === 'linux')('in a project without the packages', () => {
    const { status, stdout } = run(['--project', folder, '--strict'], { CXX: process.execPath });
    expect(status).toBe(1);
    expect(stdout).toContain('has neither @tensorflow/tfjs-node nor @tensorflow/tfjs-node-gpu installed');
  });

  test.runIf(process.platform === 'linux')('a folder that is no libtensorflow', () => {
    const project = join(folder, 'project');
    mkdirSync(join(project, 'node_modules', '@tensorflow', 'tfjs-node', 'binding'), { recursive: true });
    const args = ['--project', project, '--libtensorflow', project];
    expect(run(args, { CXX: process.execPath }).stdout).toContain(`${project} has no libtensorflow: expected`);
  });

  test('another option', () => {
    expect(run(['--speed']).status).not.toBe(0);
  });
});
