import './methods.js';
import { describe, expect, test } from 'vitest';
import { compile } from './compile.js';
import { DisposedError } from './errors.js';
import { add } from './primitives/binary.js';
import { reference } from './reference/backend.js';
import { bufferOf, fromBuffer } from './stored.js';
import { type Tensor, tensor } from './tensor.js';

describe('tensors of buffers', () => {
  test('show the values, take part in compiled functions, and give the buffer back', async () => {
    const backend = reference();
    const buffer = backend.upload(Float32Array.of(1, 2), [2], 'float32');
    const x = fromBuffer(buffer, backend);
    expect([...(await x.data())]).toEqual([1, 2]);
    const twice = compile(backend, (y: Tensor) => add(y, y));
    const y = await twice(x);
    expect([...(await y.data())]).toEqual([2, 4]);
    expect(bufferOf(x, backend)).toBe(buffer);
    expect([...(await bufferOf(y, backend)!.read())]).toEqual([2, 4]);
  });

  test('the last tensor disposes of the buffer', () => {
    const backend = reference();
    let disposed = 0;
    const buffer = backend.upload(Float32Array.of(1), [1], 'float32');
    const x = fromBuffer({ ...buffer, shape: [1], dtype: 'float32', dispose: () => disposed++ }, backend);
    x.dispose();
    expect(disposed).toBe(1);
    expect(() => bufferOf(x, backend)).toThrow(DisposedError);
  });

  test('no buffer of values that are on the host or with another backend', () => {
    const backend = reference();
    expect(bufferOf(tensor([1]), backend)).toBeUndefined();
    const x = fromBuffer(backend.upload(Float32Array.of(1), [1], 'float32'), backend);
    expect(bufferOf(x, reference())).toBeUndefined();
  });
});
