import { ArgumentError, TreeError } from '@saddlepoint/tensor';
import { requireTransform } from './internal/check.js';
import { listPaths, requireState } from './internal/trees.js';
import type { OptimizerState, Transform } from './transform.js';

/**
 * Transforms one after the other: the updates of each are the gradients of the next.
 *
 * The state is keyed by the transforms' names (`{ adam: { step, mu, nu } }`; a second `adam` is `adam2`), and those
 * without state leave no trace, so putting a clip in front keeps old checkpoints valid. The order matters: weight decay
 * before `scaleByAdam` is L2 regularisation, after it AdamW.
 *
 * @throws ArgumentError without transforms; TreeError for state of a transform that is not in the chain.
 */
export function chain(...transforms: readonly Transform[]): Transform {
  if (transforms.length === 0) throw new ArgumentError('chain: needs one transform or more');
  transforms.forEach((t, i) => {
    requireTransform('chain', `transform ${i + 1}`, t);
  });
  return alias('chain', ...transforms);
}

/** A chain under a name of its own: a ready-made optimizer. */
export function alias(name: string, ...transforms: readonly Transform[]): Transform {
  const names = transforms.map((t, i) => {
    const before = transforms.slice(0, i).filter((other) => other.name === t.name).length;
    return before === 0 ? t.name : `${t.name}${before + 1}`;
  });
  return {
    name,
    init(params) {
      const states = transforms.map((t, i) => [names[i]!, t.init(params)] as const);
      return Object.fromEntries(states.filter(([, state]) => Object.keys(state).length > 0));
    },
    update(grads, state, params, extras) {
      requireState(name, state);
      const strange = Object.keys(state).filter((key) => !names.includes(key));
      if (strange.length > 0) {
        const links = names.join(', ');
        throw new TreeError(
          `${name}: the state has ${listPaths(strange)}, which is none of its links (${links}): it is another optimizer's`,
        );
      }
      let updates = grads;
      const next: Record<string, OptimizerState> = {};
      transforms.forEach((t, i) => {
        const result = t.update(updates, (state[names[i]!] ?? {}) as OptimizerState, params, extras);
        updates = result.updates;
        if (Object.keys(result.state).length > 0) next[names[i]!] = result.state;
      });
      return { updates, state: next };
    },
  };
}
