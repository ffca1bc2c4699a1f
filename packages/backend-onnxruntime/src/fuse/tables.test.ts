import { type Graph, gather, searchSorted, type Tensor, tensor, where } from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { noise } from '../../test/harness.js';
import { expectSame, graphOf, type Program } from '../../test/same.js';
import { plan } from './plan.js';

const kinds = (graph: Graph) => plan(graph, 'always').steps.map(({ kind }) => kind);

const floats = (size: number) => Float32Array.from(noise(size), (x, i) => x * 10 ** ((i % 17) - 12));
const ascending = (table: readonly number[]) => Float32Array.from(table).sort();
const special = [0, -0, Number.NaN, Infinity, -Infinity, 1e-45, -1e-45, 3.4e38, -3.4e38, 1, -1, 0.5];

describe.each<[string, number[]]>([
  ['two', [-0, 0]],
  ['equal ones and infinities', [-Infinity, -1, -1, -1, 0, 0, 1e-45, 0.5, 1, 1, 1, Infinity]],
  ['close together', Array.from({ length: 100 }, (_, i) => 1 + i * 2 ** -23)],
  ['of all sizes', Array.from({ length: 255 }, (_, i) => (i - 127) * 10 ** ((i % 30) - 20))],
  ['positive', Array.from({ length: 255 }, (_, i) => 1e-6 * 1.06 ** i)],
])('searchSorted in a table of %s', (_, numbers) => {
  const table = ascending(numbers);
  test('is a loop, and finds what the host finds', async () => {
    const near = [...table].flatMap((x) => [x, x * (1 + 2 ** -23), x * (1 - 2 ** -23)]);
    const x = tensor(Float32Array.from([...special, ...near, ...floats(1001)]), { allowNonFinite: true });
    const find: Program = (y) => searchSorted(tensor(table, { allowNonFinite: true }), y!);
    expect(kinds(graphOf(find, x))).toEqual(['kernel']);
    await expectSame(find, x);
  });
});

test('values of a table by bytes, and bytes in and out', async () => {
  const table = tensor(floats(256));
  const codes = tensor(
    Uint8Array.from({ length: 1003 }, (_, i) => (37 * i) % 256),
    { dtype: 'uint8' },
  );
  const program: Program = (bytes, flag) => {
    const found = gather(table, bytes!.cast('int32'));
    const next = bytes!.cast('float32').mul(0.5).cast('uint8');
    return { found, next, kept: where(flag!.greater(0), next, bytes!), some: bytes!.cast('bool') };
  };
  expect(kinds(graphOf(program, codes, tensor(1)))).not.toContain('session');
  await expectSame(program, codes, tensor(1));
});

test('values by bytes a loop has computed itself, also after the last whole vector', async () => {
  const table = tensor(floats(256));
  const x = tensor([1e6, 1e6 + 50, 1e6 + 100, 1e6 + 150, 1e6 + 255]);
  // Where nothing was loaded, this would be the place −10⁶.
  const program: Program = (y) => gather(table, y!.sub(1e6).cast('uint8').cast('int32'));
  expect(kinds(graphOf(program, x))).toEqual(['kernel']);
  await expectSame(program, x);
});

test('a longer table, one that is no constant, and places of unknown size stay where they were', () => {
  const long = tensor(ascending(noise(256)));
  const steps = (fn: Program, ...inputs: Tensor[]) => kinds(graphOf(fn, ...inputs));
  expect(steps((x) => searchSorted(long, x!), tensor([1, 2]))).toEqual(['host']);
  expect(steps((t, x) => searchSorted(t!, x!), tensor([1, 2]), tensor([1, 2]))).toEqual(['host']);
  expect(steps((i) => gather(long, i!), tensor([1, 2], { dtype: 'int32' }))).toEqual(['session']);
});
