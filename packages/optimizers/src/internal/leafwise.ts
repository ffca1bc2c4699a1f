import { add, cast, isFloat, type Tensor, zeros } from '@saddlepoint/tensor';
import type { Extras, OptimizerState, Transform, Update } from '../transform.js';
import { meanDecayOf } from './momentum.js';
import { mapTensors, stateOf, stepOf, zipLeaves } from './trees.js';

/** An update rule that treats every parameter alike. `S`: names of the state's trees, `C`: of the numbers of a step. */
export interface LeafRule<S extends string, C extends string> {
  /** The key of its state in a chain. */
  readonly name: string;
  /** The function named in errors. */
  readonly owner: string;
  /** The trees of the state: what each holds for a parameter before the first step. */
  readonly state: Readonly<Record<S, (param: Tensor, path: string) => Tensor>>;
  /** μ or β₁, which `extras.momentum` replaces. Default none. */
  readonly momentum?: number;
  /** What is one number a step, such as bias corrections: from its number (1, 2, …), which the state keeps, β₁ and 1 − β₁. */
  readonly numbers?: (step: Tensor, beta: number | Tensor, fresh: Tensor) => Readonly<Record<C, Tensor>>;
  /** The update and the next state of one parameter; `fresh` is 1 − β₁, 1 without a momentum. */
  readonly rule: (
    gradient: Tensor,
    state: Readonly<Record<S, Tensor>>,
    numbers: Readonly<Record<C | 'fresh', Tensor>>,
  ) => Readonly<Record<S | 'update', Tensor>>;
}

/** The transform that applies a rule to each parameter by itself. */
export function leafwise<S extends string, C extends string = never>(spec: LeafRule<S, C>): Transform {
  const { name, owner, momentum, numbers } = spec;
  const slots = Object.keys(spec.state) as S[];
  return {
    name,
    init<P>(params: P) {
      const trees = slots.map((slot) => [slot, mapTensors(`${owner}: params`, params, spec.state[slot])]);
      return { ...(numbers ? { step: zeros([], 'int32') } : {}), ...Object.fromEntries(trees) } as OptimizerState;
    },
    update<P>(grads: P, state: OptimizerState, _params: P, extras?: Extras): Update<P> {
      const step = numbers && add(stepOf(owner, state), 1);
      const { beta, fresh } = meanDecayOf(owner, momentum === undefined ? {} : extras, momentum ?? 0);
      const once = { ...(numbers && step && numbers(step, beta, fresh)), fresh } as Readonly<
        Record<C | 'fresh', Tensor>
      >;
      const next = eachLeaf(owner, slots, grads, state, (g, own) => spec.rule(g, own, castNumbers(once, g)));
      return { updates: next.updates, state: { ...(step ? { step } : {}), ...next.state } };
    },
  };
}

/** The rule for each gradient and the entries of the state's trees at its path: updates, and the trees after it. */
export function eachLeaf<P, S extends string>(
  owner: string,
  slots: readonly S[],
  grads: P,
  state: OptimizerState,
  rule: (gradient: Tensor, state: Readonly<Record<S, Tensor>>) => Readonly<Record<S | 'update', Tensor>>,
): Update<P> {
  const trees: Record<string, unknown> = { gradients: grads };
  for (const slot of slots) trees[`state.${slot}`] = stateOf(owner, state, slot);
  const { update, ...next } = zipLeaves(owner, trees, ['update', ...slots], (leaves) => {
    const own = Object.fromEntries(slots.map((slot) => [slot, leaves[`state.${slot}`]!])) as Record<S, Tensor>;
    return rule(leaves.gradients!, own);
  });
  return { updates: update as P, state: next as OptimizerState };
}

/** Numbers in a parameter's precision; conditions as they are. */
export function castNumbers<N extends Readonly<Record<string, Tensor | undefined>>>(numbers: N, like: Tensor): N {
  const entries = Object.entries(numbers);
  return Object.fromEntries(entries.map(([name, x]) => [name, x && isFloat(x.dtype) ? cast(x, like.dtype) : x])) as N;
}
