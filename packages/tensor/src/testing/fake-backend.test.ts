import { expect, test } from 'vitest';
import { ones, type Tensor, trace } from '../index.js';
import { FakeBackend } from './fake-backend.js';
import { failure } from './values.js';

const graph = trace((x: Tensor) => x.add(1), ones([2]));

test('donated memory is written over, and what is gone cannot be used or freed again', async () => {
  const backend = new FakeBackend();
  const { run } = await backend.compile(graph);
  const [kept, given] = [1, 2].map((v) => backend.upload(Float32Array.of(v, v), [2], 'float32'));
  const data = given!.values();
  await run([kept!], [false]);
  await run([given!], [true]);
  expect(Array.from(data)).toEqual([77, 77]);
  expect((await failure(() => given!.read())).message).toBe('fake: use of a buffer that is gone');
  expect((await failure(() => given!.dispose())).message).toBe('fake: a buffer is disposed of twice');
  expect(await kept!.read()).toEqual(Float32Array.of(1, 1));
  expect(backend.live.size).toBe(3);
});

test('fails once when told to, and leaves its inputs alone', async () => {
  const backend = new FakeBackend();
  const { run } = await backend.compile(graph);
  const x = backend.upload(Float32Array.of(1, 1), [2], 'float32');
  backend.failure = new Error('told to');
  expect((await failure(() => run([x], [true]))).message).toBe('told to');
  expect(await x.read()).toEqual(Float32Array.of(1, 1));
  expect(await run([x], [true])).toHaveLength(1);
});
