import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { adam } from '../adam.js';
import { adamw } from '../adamw.js';
import { sgd } from '../sgd.js';
import type { Transform } from '../transform.js';
import { freeze } from './freeze.js';
import { partition } from './partition.js';

const isMatrix = (x: { rank: number }) => x.rank > 1;

test('as in Optax', async () => {
  const optimizer = partition({
    matrices: { match: isMatrix, transform: adam({ learningRate: 0.01 }) },
    rest: { transform: sgd({ learningRate: 0.1, momentum: 0.9 }) },
  });
  await expectTrajectory('partition', optimizer);
});

test('groups with a schedule each, as in PyTorch', async () => {
  const optimizer = partition({
    matrices: { match: isMatrix, transform: adamw({ weightDecay: 0.1 }) },
    rest: { transform: adamw({ weightDecay: 0 }) },
  });
  await expectTrajectory('partition rates', optimizer, (t) => ({ matrices: 0.01 / t, rest: 0.001 * t }));
});

const params = { body: { weight: tensor([1, 2]) }, head: { weight: tensor([3]) } };

test('the first group that matches takes a parameter; state is keyed by group and path', async () => {
  const optimizer = partition({
    head: { match: 'head.**', transform: adam() },
    all: { match: '**', transform: sgd() },
  });
  const state = optimizer.init(params);
  expect(state).toMatchObject({ head: { adam: { mu: { head: { weight: {} } } } }, all: {} });
  const { updates } = optimizer.update(params, state, params, {
    learningRate: 1,
    groups: { head: { learningRate: 0.5 } },
  });
  expect(Array.from(await updates.body.weight.data())).toEqual([-1, -2]);
  expect(await updates.head.weight.item()).toBeCloseTo(-0.5, 6);
});

test('the group without match takes what is left, wherever it stands', () => {
  const optimizer = partition({ rest: { transform: adam() }, head: { match: 'head.**', transform: sgd() } });
  expect(optimizer.init(params)).toMatchObject({ rest: { adam: { mu: { body: { weight: {} } } } }, head: {} });
});

test('groups within groups, and within other wrappers', async () => {
  const heads = partition({ head: { match: 'head.**', transform: sgd() }, other: { transform: sgd() } });
  const all = { body: { weight: tensor([1]) }, head: { weight: tensor([1]) }, neck: tensor([1]) };
  const outer = partition({
    body: { match: 'body.**', transform: sgd() },
    heads: { transform: freeze(heads, 'neck') },
  });
  expect(() => outer.init(all)).toThrow("partition: nothing is left for group 'other': head.weight; leave it out");
  const optimizer = partition({ body: { match: 'body.**', transform: sgd() }, heads: { transform: heads } });
  const extras = { learningRate: 1, groups: { heads: { groups: { head: { learningRate: 3 } } } } };
  const { updates } = optimizer.update(all, optimizer.init(all), all, extras);
  const got = [updates.body.weight, updates.head.weight, updates.neck];
  expect(await Promise.all(got.map((x) => x.item()))).toEqual([-1, -3, -1]);
  const frozen = freeze(heads, 'body.**');
  const result = frozen.update(all, frozen.init(all), all, { learningRate: 1, groups: { head: { learningRate: 2 } } });
  expect([await result.updates.body.weight.item(), await result.updates.head.weight.item()]).toEqual([0, -2]);
});

test('the Hessian of the extras is that of the group', async () => {
  const curious: Transform = {
    ...sgd(),
    update: (grads, state, _params, extras) => ({ updates: extras?.hessian as typeof grads, state }),
  };
  const optimizer = partition({ head: { match: 'head.**', transform: curious }, rest: { transform: sgd() } });
  const hessian = { body: { weight: tensor([7, 7]) }, head: { weight: tensor([5]) } };
  const { updates } = optimizer.update(params, optimizer.init(params), params, { hessian });
  expect(updates.head.weight).toBe(hessian.head.weight);
});

test('a tree that is one tensor', async () => {
  const optimizer = partition({ all: { transform: sgd({ learningRate: 1 }) } });
  const { updates } = optimizer.update(tensor([2]), optimizer.init(tensor([1])), tensor([1]));
  expect(await updates.item()).toBe(-2);
});

test('groups and parameters that do not fit are errors', () => {
  const groups = (match: string) => partition({ head: { match, transform: sgd() } });
  expect(() => groups('haed.*').init(params)).toThrow('partition: no group matches body.weight, head.weight');
  expect(() => partition({ a: { transform: sgd() }, b: { transform: sgd() } })).toThrow(
    "partition: groups 'a' and 'b' have no match; only one can take all that are left",
  );
  const late = { all: { match: '**', transform: sgd() }, head: { match: 'head.*', transform: sgd() } };
  expect(() => partition(late).init(params)).toThrow(
    "partition: group 'head' gets nothing: head.weight went to 'all'; put 'head' first",
  );
  expect(() => partition({})).toThrow('partition: needs one group or more');
  expect(() => partition({ a: { optimizer: sgd() } as never })).toThrow("partition: a: unknown option 'optimizer'");
  const update = (extras: object) => () => groups('**').update(params, { head: {} }, params, extras);
  expect(update({ groups: { haed: {} } })).toThrow("update: extras.groups: unknown option 'haed'; allowed: head");
  expect(() => groups('**').update(params, {}, params)).toThrow("partition: the state has no 'head'");
  expect(() => sgd().update(params, {}, params, { groups: {} })).toThrow(
    'sgd: extras.groups is for the groups of a partition, and this is in none',
  );
});
