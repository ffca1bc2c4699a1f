import { expect, test } from 'vitest';
import { GraphBuilder } from '../../test/harness.js';
import { plan } from '../fuse/plan.js';
import { readBy, turnsOf, writtenBy } from './turns.js';

/** mul(x, w · x) + row, by the engine and a loop; the caller gets `results` of the four values. */
function turns(...results: ('x' | 'product' | 'sum')[]) {
  const g = new GraphBuilder();
  const [x, w, row] = [g.input([4, 4]), g.input([4, 4]), g.input([4])];
  const product = g.op('matmul', [w, x], { transposeA: false, transposeB: false }, [4, 4]);
  const rows = g.op('broadcastTo', [row], { shape: [4, 4] }, [4, 4]);
  const sum = g.op('add', [g.op('mul', [x, product], {}, [4, 4]), rows], {}, [4, 4]);
  const values = { x, product, sum };
  const planned = plan(g.graph(...results.map((name) => values[name])), 'always');
  const read = planned.steps.map((step) => [readBy(step), writtenBy(step)]);
  const names = new Map(Object.entries({ x, w, row, product, sum }).map(([name, value]) => [value, name]));
  const named = (list: readonly number[]) => list.map((value) => names.get(value)).sort();
  const found = turnsOf(planned).map(({ done, replaceable }, s) => ({
    done: named(done),
    replaceable: named(replaceable.map((k) => read[s]![0]![k]!)),
  }));
  return { read: read.map((lists) => lists.map(named)), found };
}

test('a value is done after its last step, and a loop may write over what it reads in step', () => {
  const { read, found } = turns('sum');
  expect(read).toEqual([
    [['w', 'x'], ['product']],
    [['product', 'row', 'x'], ['sum']],
  ]);
  expect(found).toEqual([
    { done: ['w'], replaceable: [] },
    { done: ['product', 'row', 'x'], replaceable: ['product', 'x'] },
  ]);
});

test('what the caller gets is never done', () => {
  expect(turns('product', 'sum').found[1]).toEqual({ done: ['row', 'x'], replaceable: ['x'] });
});
