import { afterEach, describe, expect, it, vi } from 'vitest';
import { reference } from '../reference/backend.js';
import { testBackend } from './test-backend.js';

/** A runner that only writes down what it is given. */
function recorder() {
  const tests: { name: string; body: () => Promise<void> }[] = [];
  const groups: string[] = [];
  const path: string[] = [];
  return {
    tests,
    groups,
    describe(name: string, body: () => void) {
      path.push(name);
      groups.push(path.join(' > '));
      body();
      path.pop();
    },
    it: (name: string, body: () => Promise<void>) => tests.push({ name: [...path, name].join(' > '), body }),
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('testBackend', () => {
  it('declares a test for each method, dtype and order, and opens one backend for all', async () => {
    const runner = recorder();
    let [opened, closed] = [0, 0];
    testBackend(
      'mine',
      async () => {
        opened++;
        return { ...reference(), dispose: async () => void closed++ };
      },
      runner,
    );
    const names = runner.tests.map((test) => test.name);
    expect(names).toContain('mine conforms > unary > exp float32 second derivatives');
    expect(names).toContain('mine conforms > movement > concat bool values');
    expect(names).not.toContain('mine conforms > unary > exp int32 values');
    expect(names).toContain('mine conforms > contract > donated inputs');
    expect(names.at(-1)).toBe('mine conforms > closes');
    expect(opened).toBe(0);
    for (const i of [names.indexOf('mine conforms > unary > exp float32 values'), names.length - 1])
      await runner.tests[i]!.body();
    expect([opened, closed]).toEqual([1, 1]);
  });

  it('prints what is skipped and why, and leaves it out', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const runner = recorder();
    testBackend('mine', async () => reference(), runner, {
      skip: { 'erfInv/float16': 'no halves in its kernel', 'exp/float32/2': 'slow', argsort: 'none' },
    });
    const names = runner.tests.map((test) => test.name).join('\n');
    expect(names).not.toMatch('erfInv float16');
    expect(names).toMatch('erfInv float32 values');
    expect(names).not.toMatch('exp float32 second');
    expect(names).toMatch('exp float32 gradients');
    expect(names).not.toMatch('argsort');
    expect(warn).toHaveBeenCalledWith('mine: skipped erfInv float16 values: no halves in its kernel');
    expect(warn).toHaveBeenCalledWith('mine: skipped argsort int32 values: none');
  });

  it('refuses a skip that names nothing, and unknown options', () => {
    const run = (options: object) => () => testBackend('mine', async () => reference(), recorder(), options);
    expect(run({ skip: { tanhh: 'x' } })).toThrow("skip names 'tanhh', which the suite does not have");
    expect(run({ skip: { 'tanh/int32': 'x' } })).toThrow('tanh/int32');
    expect(run({ skipped: {} })).toThrow('skipped');
  });

  it('can be limited to some dtypes', () => {
    const runner = recorder();
    testBackend('mine', async () => reference(), runner, {
      dtypes: ['float32', 'bool'],
      skip: { 'exp/float16': 'no halves' },
    });
    const names = runner.tests.map((test) => test.name).join('\n');
    expect(names).toMatch('exp float32');
    expect(names).not.toMatch('float16');
    expect(names).not.toMatch('int32');
  });
});
