import {
  compile,
  DisposedError,
  DTypeError,
  key,
  materialize,
  normal,
  reference,
  type Tensor,
  tensor,
} from '@saddlepoint/tensor';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { tfjs } from '../tfjs.js';
import { fromTf } from './from-tf.js';
import { toTf } from './to-tf.js';

const backend = await tfjs(tf, { engine: 'cpu' });

describe('fromTf and toTf', () => {
  test('share memory, there and back, and give everything back', async () => {
    const before = tf.memory();
    const theirs = tf.tensor([
      [1, 2],
      [3, 4],
    ]);
    const ours = fromTf(backend, theirs);
    const again = toTf(backend, ours);
    expect(tf.memory().numBytes - before.numBytes).toBe(16 * 3);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers + 1);
    expect(again.dataId).toBe(theirs.dataId);
    theirs.dispose();
    expect([...(await ours.data())]).toEqual([1, 2, 3, 4]);
    ours.dispose();
    expect([...again.dataSync()]).toEqual([1, 2, 3, 4]);
    again.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(() => toTf(backend, ours)).toThrow(DisposedError);
  });

  test('feed a compiled function, and take its result', async () => {
    const twice = compile(backend, (x: Tensor) => x.add(x));
    const y = await twice(fromTf(backend, tf.tensor([1, 2], [2], 'int32')));
    expect([...toTf(backend, y).dataSync()]).toEqual([2, 4]);
  });

  test('a tidy takes what toTf gives, and not what fromTf gives', async () => {
    const ours = fromTfInTidy();
    expect([...(await ours.data())]).toEqual([5]);
    const { numTensors } = tf.memory();
    tf.tidy(() => void toTf(backend, ours));
    tf.tidy(() => void toTf(backend, tensor([1, 2, 3])));
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test('a variable that changes leaves the tensor as it was', async () => {
    const variable = tf.variable(tf.tensor([1]));
    const ours = fromTf(backend, variable);
    variable.assign(tf.tensor([2]));
    expect(await ours.item()).toBe(1);
    variable.dispose();
  });

  test('values on the host are uploaded; others have to be computed first', async () => {
    expect([...toTf(backend, tensor([true, false])).dataSync()]).toEqual([1, 0]);
    const lazy = normal(key(1), [3]);
    expect(() => toTf(backend, lazy)).toThrow('await materialize(x, backend)');
    await materialize(lazy, backend);
    expect([...toTf(backend, lazy).dataSync()]).toEqual([...(await lazy.data())]);
    const elsewhere = await compile(reference(), (x: Tensor) => x.add(1))(tensor([1]));
    expect(() => toTf(backend, elsewhere)).toThrow('not with tfjs-cpu');
  });

  test('no strings', () => {
    expect(() => fromTf(backend, tf.tensor(['a']))).toThrow(DTypeError);
  });
});

function fromTfInTidy(): Tensor {
  let ours: Tensor | undefined;
  tf.tidy(() => {
    ours = fromTf(backend, tf.tensor([5]));
  });
  return ours!;
}
