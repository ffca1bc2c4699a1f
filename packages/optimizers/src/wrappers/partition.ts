import { ArgumentError, checkOptions, type Tensor, tree } from '@saddlepoint/tensor';
import { requireTransform } from '../internal/check.js';
import { matcher, pathsOf, requireSome } from '../internal/match.js';
import { select, selectExtras } from '../internal/on-some.js';
import { listPaths, showPaths, stateOf } from '../internal/trees.js';
import type { Extras, Match, OptimizerState, Transform, Update } from '../transform.js';

export interface Group {
  /** Which parameters; of several groups the first one that matches takes a parameter. Default all that no other matches. */
  match?: Match;
  transform: Transform;
}

/**
 * Parameter groups: each parameter belongs to the first group that matches it, and each group has its own optimizer.
 *
 * State is keyed by the names of the groups, and in each by path. A learning rate of the extras goes to all groups;
 * `{ groups: { head: { learningRate } } }` gives one group its own, so each can follow its own schedule.
 *
 * @throws ArgumentError, listing the paths, for a group without parameters or parameters without a group, for two groups
 *   without `match`, for unknown names in `extras.groups`, or without groups.
 */
export function partition<Name extends string>(groups: Readonly<Record<Name, Group>>): Transform {
  const names = Object.keys(groups) as Name[];
  if (names.length === 0) throw new ArgumentError('partition: needs one group or more');
  const [open, second] = names.filter((name) => groups[name]?.match === undefined);
  if (open !== undefined && second !== undefined) {
    throw new ArgumentError(
      `partition: groups '${open}' and '${second}' have no match; only one can take all that are left`,
    );
  }
  const tests = names.map((name) => {
    checkOptions(`partition: ${name}`, groups[name], ['match', 'transform']);
    requireTransform(`partition: ${name}`, 'transform', groups[name].transform);
    return matcher(`partition: ${name}: match`, groups[name].match ?? (() => false));
  });
  const split = (params: unknown): ReadonlyMap<Name, ReadonlySet<string>> => {
    const paths = new Map(names.map((name) => [name, new Set<string>()]));
    const rest: string[] = [];
    for (const { leaf, path } of tree.flatten(params) as { leaf: Tensor; path: string }[]) {
      const name = names.find((_, i) => tests[i]!(leaf, path)) ?? open;
      if (name === undefined) rest.push(path);
      else paths.get(name)!.add(path);
    }
    if (rest.length > 0) throw new ArgumentError(`partition: no group matches ${listPaths(rest)}`);
    names.forEach((name, i) => {
      if (paths.get(name)!.size > 0) return;
      if (name === open) {
        throw new ArgumentError(`partition: nothing is left for group '${name}': ${showPaths(params)}; leave it out`);
      }
      const matched = pathsOf(params, tests[i]!);
      requireSome(`partition: group '${name}'`, matched, params);
      const takers = names.filter((other) => matched.some((path) => paths.get(other)!.has(path)));
      const went = `${listPaths(matched)} went to '${takers.join("', '")}'`;
      throw new ArgumentError(`partition: group '${name}' gets nothing: ${went}; put '${name}' first`);
    });
    return paths;
  };
  return {
    name: 'partition',
    init(params) {
      return Object.fromEntries(
        [...split(params)].map(([name, own]) => [name, groups[name].transform.init(select(params, own))]),
      );
    },
    update<P>(grads: P, state: OptimizerState, params: P, extras: Extras = {}): Update<P> {
      const { groups: special = {}, ...common } = extras;
      checkOptions('update: extras.groups', special, names);
      const results = [...split(params)].map(([name, own]) => {
        const before = stateOf('partition', state, name) as OptimizerState;
        const merged = selectExtras({ ...common, ...special[name] }, own);
        return [name, groups[name].transform.update(select(grads, own), before, select(params, own), merged)] as const;
      });
      return {
        updates: tree.merge(...results.map(([, result]) => result.updates)),
        state: Object.fromEntries(results.map(([name, result]) => [name, result.state])),
      };
    },
  };
}
