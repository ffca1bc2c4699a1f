import { ArgumentError, type Backend, BackendError } from '@saddlepoint/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate, f32, i32 } from '../../test/harness.js';
import { onnxruntime } from '../onnxruntime.js';
import { runError } from './run-error.js';

let backend: Backend;
beforeAll(async () => {
  backend = await onnxruntime();
});
afterAll(() => backend.dispose());

const x = f32([1, 2, 3]);
const operations = {
  gather: [{ axis: 0 }, [1], '; allowed: 0 to 2'],
  takeAlongAxis: [{ axis: 0 }, [1], ' is out of range; allowed: from 0 up'],
  scatterAdd: [{ axis: 0, size: 3 }, [3], ' is out of range; allowed: from 0 up'],
  scatterAddAlongAxis: [{ axis: 0, size: 3 }, [3], '; allowed: 0 to 2'],
} as const;

test.each(Object.entries(operations))('%s: an index out of range is an error, a negative one too', async (op, of) => {
  const [attributes, shape, message] = of;
  const updates = op.startsWith('scatter') ? f32([5]) : x;
  const at = (index: number) => evaluate(backend, op, [updates, i32([index])], attributes, [...shape]);
  await at(2);
  for (const index of [3, -1, -3, -4, 2 ** 31 - 1, -(2 ** 31)]) {
    const failure = await at(index).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ArgumentError);
    const given = op === 'takeAlongAxis' ? 'an index' : `index ${index}`;
    expect((failure as Error).message).toContain(`${op}: ${given}`);
    expect((failure as Error).message).toContain(message);
  }
});

test('the web engine refuses negative indices too', async () => {
  const web = await onnxruntime({ module: (await import('onnxruntime-web')) as never });
  const at = (index: number) => evaluate(web, 'gather', [x, i32([index])], { axis: 0 }, [1]);
  expect(await at(1)).toEqual([2]);
  await expect(at(-1)).rejects.toThrow('gather: index -1 is out of range; allowed: 0 to 2');
  await web.dispose();
});

test('other failures keep the words of the engine', () => {
  const cause = new Error('Non-zero status code returned while running MatMul node');
  const error = runError(cause);
  expect(error).toBeInstanceOf(BackendError);
  expect(error.message).toBe(`onnxruntime: the run failed: ${cause.message}`);
  expect(error.cause).toBe(cause);
  expect(runError('odd').message).toBe('onnxruntime: the run failed: odd');
});
