import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { TreeError } from './errors.js';
import { type Tensor, tensor } from './tensor.js';
import { flatten, type LeafOf, leaves, type MapTree, map, merge, type PartialTree, partition, zip } from './tree.js';

/** Trees with numbers for leaves, and holes. */
const trees = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.integer(),
    fc.constant(undefined),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'weight', '0', 'x y'), tie('tree'), { maxKeys: 4 }),
  ),
})).tree;

const tree = { blocks: [{ weight: 1, bias: 2 }, { weight: 3 }], head: { weight: 4 }, hole: undefined };

describe('flatten', () => {
  test('leaves in order with their paths; holes and empty branches have none', () => {
    expect(flatten(tree)).toEqual([
      { path: 'blocks.0.weight', leaf: 1 },
      { path: 'blocks.0.bias', leaf: 2 },
      { path: 'blocks.1.weight', leaf: 3 },
      { path: 'head.weight', leaf: 4 },
    ]);
    expect(flatten(5)).toEqual([{ path: '', leaf: 5 }]);
    expect(flatten({ a: [], b: {} })).toEqual([]);
    expect(leaves([1, [2, undefined, 3]])).toEqual([1, 2, 3]);
  });

  test('instances of classes, null and functions are leaves', () => {
    const x = tensor([1]);
    const fn = () => 1;
    expect(leaves({ x, y: null, fn, data: Float32Array.of(1) })).toEqual([x, null, fn, Float32Array.of(1)]);
    expect(leaves(Object.assign(Object.create(null), { a: 1 }))).toEqual([1]);
  });
});

describe('map', () => {
  test('keeps the structure, holes included', () => {
    expect(map(tree, (leaf, path) => `${path}=${leaf}`)).toEqual({
      blocks: [{ weight: 'blocks.0.weight=1', bias: 'blocks.0.bias=2' }, { weight: 'blocks.1.weight=3' }],
      head: { weight: 'head.weight=4' },
      hole: undefined,
    });
    expect(Object.keys(map({ a: undefined }, () => 1))).toEqual(['a']);
  });

  test('the identity changes nothing, and leaves keep their order', () => {
    fc.assert(
      fc.property(trees, (t) => {
        expect(map(t, (leaf) => leaf)).toEqual(t);
        const seen: unknown[] = [];
        map(t, (leaf, path) => seen.push({ path, leaf }));
        expect(seen).toEqual(flatten(t));
      }),
    );
  });
});

describe('zip', () => {
  test('pairs leaves by path, in whatever order the second tree has them', () => {
    expect(zip({ a: 1, b: [2] }, { b: [20], a: 10 }, (x, y, path) => `${path}:${x + y}`)).toEqual({
      a: 'a:11',
      b: ['b.0:22'],
    });
    fc.assert(
      fc.property(trees, (t) => {
        expect(
          zip(
            t,
            map(t, (x) => [x].length),
            (a, one) => (one as number) && a,
          ),
        ).toEqual(t);
      }),
    );
  });

  test('lists what is missing and what is unexpected', () => {
    const pair = (x: unknown, y: unknown) => () => zip(x, y, () => 0, 'update');
    expect(pair({ a: 1, b: 2 }, { a: 1, c: { d: 3 } })).toThrow(
      new TreeError('update: the trees differ; missing: b; unexpected: c.d (in the second tree)'),
    );
    expect(pair(1, [1])).toThrow('update: the trees differ; missing: (root); unexpected: 0');
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, i]));
    expect(pair(many, {})).toThrow('missing: p0, p1, p2, p3, p4, p5, p6, p7 and 2 more');
    expect(() => zip({ a: 1 }, {}, () => 0)).toThrow('zip: the trees differ; missing: a (in the second tree)');
    expect(() => zip({ a: 1 }, {}, () => 0, 'adam', 'the gradients')).toThrow('missing: a (in the gradients)');
  });
});

describe('partition and merge', () => {
  test('a part has holes where the other has leaves', () => {
    const [weights, rest] = partition(tree, (_leaf, path) => path.endsWith('weight'));
    expect(weights).toEqual({
      blocks: [{ weight: 1, bias: undefined }, { weight: 3 }],
      head: { weight: 4 },
      hole: undefined,
    });
    expect(leaves(rest)).toEqual([2]);
    expect(merge(weights, rest)).toEqual(tree);
  });

  test('merge undoes partition, in any order', () => {
    fc.assert(
      fc.property(trees, fc.func(fc.boolean()), (t, wanted) => {
        const [yes, no] = partition(t, (leaf, path) => wanted(leaf, path));
        expect(leaves(yes).length + leaves(no).length).toBe(leaves(t).length);
        expect(merge(yes, no)).toEqual(t);
        expect(merge(no, yes)).toEqual(t);
      }),
    );
  });

  test('merging several, with lists of different lengths', () => {
    expect(merge<unknown>([1], [undefined, 2], undefined, [undefined, undefined, 3])).toEqual([1, 2, 3]);
    expect(merge<unknown>()).toBeUndefined();
  });

  test('a leaf in two trees is an error that names it', () => {
    expect(() => merge<unknown>({ a: [1, 2] }, { a: [undefined, 3] })).toThrow(
      new TreeError("merge: 'a.1' is present in more than one tree"),
    );
    expect(() => merge<unknown>(1, { a: 2 })).toThrow("merge: '(root)' is present in more than one tree");
  });
});

test('types follow the structure', () => {
  interface State {
    readonly [name: string]: Tensor | State;
  }
  // Both without "type instantiation is excessively deep".
  expectTypeOf<LeafOf<State>>().toEqualTypeOf<Tensor>();
  expectTypeOf(leaves({} as State) as Tensor[]).toEqualTypeOf<Tensor[]>();
  type Params = { blocks: { weight: Tensor; bias: Tensor | undefined }[]; pair: [Tensor, number]; scale: number };
  expectTypeOf<LeafOf<Params>>().toEqualTypeOf<Tensor | number>();
  expectTypeOf<LeafOf<{ a: Tensor; b: readonly Tensor[] }>>().toEqualTypeOf<Tensor>();
  expectTypeOf<MapTree<Params, string>>().toEqualTypeOf<{
    blocks: { weight: string; bias: string | undefined }[];
    pair: [string, string];
    scale: string;
  }>();
  expectTypeOf<MapTree<Tensor, string>>().toEqualTypeOf<string>();
  expectTypeOf<PartialTree<{ a: Tensor; b: [Tensor] }>>().toEqualTypeOf<{
    a: Tensor | undefined;
    b: [Tensor | undefined];
  }>();
  expectTypeOf(map({ a: tensor(1), b: [tensor(2)] }, (x) => x.shape.length)).toEqualTypeOf<{
    a: number;
    b: number[];
  }>();
  expectTypeOf(leaves({ a: tensor(1) })).toEqualTypeOf<Tensor[]>();
  const [some] = partition({ a: tensor(1) }, () => true);
  expectTypeOf(some).toEqualTypeOf<{ a: Tensor | undefined }>();
});
