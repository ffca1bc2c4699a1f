import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { grad, type Tensor, tensor, zeros } from '../index.js';
import { numbers, wave } from '../testing/values.js';
import { einsum } from './einsum.js';

/** The definition: the sum of products over all values of all letters. Axes of size 1 broadcast. */
async function bruteForce(terms: string[], result: string, operands: Tensor[]): Promise<number[]> {
  const letters = [...new Set(terms.join(''))];
  const sizes = new Map(
    letters.map((l) => [
      l,
      Math.max(...terms.flatMap((t, i) => [...t].flatMap((m, k) => (m === l ? [operands[i]!.shape[k]!] : [])))),
    ]),
  );
  const values = await Promise.all(operands.map(numbers));
  const offset = (term: string, shape: readonly number[], at: Map<string, number>) =>
    [...term].reduce((o, l, k) => o * shape[k]! + (shape[k] === 1 ? 0 : at.get(l)!), 0);
  const shape = [...result].map((l) => sizes.get(l)!);
  const out = new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0);
  const walk = (depth: number, at: Map<string, number>): void => {
    if (depth === letters.length) {
      const product = terms.reduce((p, t, i) => p * values[i]![offset(t, operands[i]!.shape, at)]!, 1);
      out[offset(result, shape, at)]! += product;
      return;
    }
    for (let v = 0; v < sizes.get(letters[depth]!)!; v++) walk(depth + 1, at.set(letters[depth]!, v));
  };
  walk(0, new Map());
  return out;
}

const sizeOf: Record<string, number> = { a: 2, b: 3, c: 4, d: 2, e: 1 };
const operand = (term: string, seed: number) =>
  wave(
    [...term].map((l) => sizeOf[l]!),
    seed,
  );

async function expectRight(terms: string[], result: string): Promise<void> {
  const operands = terms.map(operand);
  const y = einsum(`${terms.join(',')}->${result}`, ...operands);
  expect(y.shape).toEqual([...result].map((l) => sizeOf[l]));
  const expected = await bruteForce(terms, result, operands);
  (await numbers(y)).forEach((v, i) => {
    expect(v).toBeCloseTo(expected[i]!, 10);
  });
}

test.each([
  [['ab', 'bc'], 'ac'],
  [['ab', 'bc'], 'ca'],
  [['abc', 'acd'], 'abd'],
  [['ab', 'ab'], ''],
  [['a', 'b'], 'ab'],
  [['ab'], 'ba'],
  [['ab'], ''],
  [['aa'], 'a'],
  [['aa'], ''],
  [['aba', 'bd'], 'd'],
  [['aabb'], 'ab'],
  [['ab', 'bc', 'cd', 'db'], 'a'],
  [['ab', 'c', 'abd'], 'dc'],
  [['aeb', 'be'], 'ae'],
  [['', 'ab'], 'ba'],
])('%j -> %s is the sum of products', expectRight);

test('any equation is the sum of products', async () => {
  const term = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'e'), maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fc.array(term, { minLength: 1, maxLength: 3 }), fc.nat(), async (terms, pick) => {
      const letters = [...new Set(terms.join(''))];
      const result = letters.filter((_, i) => (pick >> i) & 1);
      await expectRight(terms, (pick % 2 ? result : result.reverse()).join(''));
    }),
    { numRuns: 60 },
  );
});

test('without a result, letters that occur once stay, in alphabetical order', async () => {
  const [a, b] = [wave([2, 3], 1), wave([3, 4], 2)];
  expect(await numbers(einsum('ij,jk', a, b))).toEqual(await numbers(a.matmul(b)));
  expect(await numbers(einsum('ba', a))).toEqual(await numbers(a.transpose()));
  expect(await numbers(einsum('ii', wave([2, 2])))).toHaveLength(1);
});

test('an ellipsis stands for leading axes, which broadcast', async () => {
  const [a, b] = [wave([5, 1, 2, 3], 1), wave([6, 3, 4], 2)];
  const y = einsum('...ij,...jk->...ik', a, b);
  expect(y.shape).toEqual([5, 6, 2, 4]);
  const expected = await numbers(a.matmul(b));
  (await numbers(y)).forEach((v, i) => {
    expect(v).toBeCloseTo(expected[i]!, 12);
  });
  expect(einsum('...i->i...', wave([2, 3, 4])).shape).toEqual([4, 2, 3]);
  expect(einsum('...i,i', wave([2, 3]), wave([3])).shape).toEqual([2]);
  expect(await numbers(einsum('...i->i', wave([2, 3])))).toEqual(await numbers(wave([2, 3]).sum(0)));
  expect(einsum('...,...->...', tensor(2), wave([3])).shape).toEqual([3]);
});

test('the gradient of a contraction is the contraction with the other operand', async () => {
  const [a, b] = [wave([2, 3], 1), wave([3, 4], 2)];
  const g = await numbers(grad((x: Tensor) => einsum('ij,jk->ik', x, b).sum())(a));
  const rows = await numbers(b.sum(1));
  expect(g).toHaveLength(6);
  g.forEach((v, i) => {
    expect(v).toBeCloseTo(rows[i % 3]!, 12);
  });
  const d = await numbers(grad((x: Tensor) => einsum('ii->', x))(wave([3, 3])));
  expect(d).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
});

describe('errors', () => {
  const [m, n] = [zeros([2, 3]), zeros([4, 5])];
  test.each<[string, Tensor[], string]>([
    ['ij,jk->ik', [m], "einsum: 'ij,jk->ik': 2 terms for 1 operands"],
    ['ijk->i', [m], "einsum: 'ijk->i': term 'ijk' names 3 axes of [2, 3]"],
    ['ij->k', [m], "einsum: 'ij->k': the result's 'k' is in no operand"],
    ['ij->ii', [m], "einsum: 'ij->ii': a letter occurs twice in the result"],
    [
      'i1->i',
      [m],
      "einsum: 'i1->i': expected letters and commas, then '->' and the result's letters, as in 'ij,jk->ik'",
    ],
    ['i.j->i', [zeros([2, 3, 4])], "einsum: 'i.j->i': a dot that is not part of one '...' a term"],
    ['......ij', [m], 'a dot that is not part of one'],
    ['ij->i.', [m], 'a dot that is not part of one'],
    ['...ijk->i', [m], "term '...ijk' names 3 axes of [2, 3]"],
  ])('%s', (equation, operands, message) => {
    expect(() => einsum(equation, ...operands)).toThrow(ArgumentError);
    expect(() => einsum(equation, ...operands)).toThrow(message);
  });

  test('sizes that differ', () => {
    expect(() => einsum('ij,jk->ik', m, n)).toThrow(
      new ShapeError("einsum: 'ij,jk->ik': 'j' has sizes 3 and 4 ([2, 3], [4, 5])"),
    );
    expect(() => einsum('ii->i', m)).toThrow(new ShapeError("einsum: 'i' has sizes 2 and 3 in one operand"));
  });
});
