import {
  ArgumentError,
  DTypeError,
  isFloat,
  requireKey,
  SaddlepointError,
  ShapeError,
  sameShape,
  showShape,
  showValue,
  split,
  Tensor,
  TreeError,
  tree,
} from '@saddlepoint/tensor';
import { type Fans, fansOf } from './fans.js';
import type { Initializer } from './initializer.js';
import { requireInitializer } from './internal/check.js';
import { type Match, matcher } from './internal/match.js';

/** Which parameters start how. */
export type InitRule = readonly [match: Match, initializer: Initializer];

/** A layer, as far as this package has to know it. */
export interface Initializable<Params> {
  init(key: Tensor): Params;
}

/**
 * The parameters of a whole model with new values where a rule matches: `initialize(model, [['**.weight', orthogonal()],
 * ['**.bias', zeros()]], key)`. Where several rules match, the last one decides, so general rules come first; a rule that
 * is left with nothing to decide is an error. What no rule matches keeps its value.
 *
 * A bias gets the fans of the `weight` beside it. Each parameter draws with a key of its own, by its place in the tree.
 *
 * @param model a layer, whose `init` makes the parameters, or a tree of parameters.
 * @throws ArgumentError for a rule that decides nothing, listing the parameters; DTypeError for a parameter that is not float;
 *   what an initializer throws, such as for a shape without fans, with the path in front.
 */
export function initialize<P>(model: Initializable<P> | P, rules: readonly InitRule[], key: Tensor): P {
  requireKey('initialize', 'key', key);
  const checkedRules = checkRules(rules);
  const [first, second] = split(key);
  const params = isLayer(model) ? model.init(first) : model;
  const entries = tree.flatten(params) as { path: string; leaf: unknown }[];
  if (entries.length === 0) throw new ArgumentError('initialize: model has no parameters');
  const tensors = new Map(entries.map(({ path, leaf }) => [path, requireParameter(path, leaf)]));
  const deciding = new Map(
    entries.map(({ path }) => [path, checkedRules.findLastIndex(({ matches }) => matches(tensors.get(path)!, path))]),
  );
  const used = new Set(deciding.values());
  const idle = rules.findIndex((_, i) => !used.has(i));
  if (idle >= 0) throw idleRule(rules[idle]![0], idle, [...tensors.keys()]);
  const keys = split(second, entries.length);
  let i = 0;
  return tree.map(params, (_leaf, path) => {
    const [old, own, rule] = [tensors.get(path)!, keys[i++]!, deciding.get(path)!];
    return rule < 0 ? old : fresh(path, old, rules[rule]![1], own, fansBeside(path, tensors));
  }) as P;
}

const isLayer = <P>(model: Initializable<P> | P): model is Initializable<P> =>
  typeof (model as { init?: unknown } | null)?.init === 'function';

function checkRules(rules: readonly InitRule[]) {
  if (!Array.isArray(rules) || rules.length === 0 || !rules.every(Array.isArray)) {
    throw new ArgumentError("initialize: rules must be a list such as [['**.weight', kaimingNormal()]]");
  }
  return rules.map(([match, initializer], i) => {
    requireInitializer('initialize', `the second entry of rule ${i}`, initializer);
    return { matches: matcher(`initialize: rule ${i}`, match) };
  });
}

function requireParameter(path: string, leaf: unknown): Tensor {
  if (leaf instanceof Tensor) return leaf;
  throw new TreeError(
    `initialize: '${path || '(root)'}' must be a tensor or the model a layer, got ${showValue(leaf)}`,
  );
}

function idleRule(match: Match, i: number, paths: readonly string[]): ArgumentError {
  const shown = paths.slice(0, 8).join(', ') + (paths.length > 8 ? ` and ${paths.length - 8} more` : '');
  const name = typeof match === 'function' ? 'its function' : String(match);
  return new ArgumentError(
    `initialize: rule ${i} (${name}) decides nothing: no parameter matches it, or later rules match them all; parameters: ${shown}`,
  );
}

/** New values in the dtype and shape of the old ones. */
function fresh(path: string, old: Tensor, initializer: Initializer, key: Tensor, fans: Fans | undefined): Tensor {
  if (!isFloat(old.dtype)) throw new DTypeError(`initialize: '${path}' is ${old.dtype}; only floats are initialised`);
  const made = valuesFor(path, () => initializer(key, old.shape, fans));
  if (!(made instanceof Tensor)) {
    throw new ArgumentError(`initialize: the initializer of '${path}' must return a tensor, got ${showValue(made)}`);
  }
  if (!sameShape(made.shape, old.shape)) {
    const shapes = `${showShape(made.shape)} instead of ${showShape(old.shape)}`;
    throw new ShapeError(`initialize: the initializer of '${path}' returned ${shapes}`);
  }
  return made.dtype === old.dtype ? made : made.cast(old.dtype);
}

/** What `make` returns; what it throws says whose values it was to make. */
function valuesFor(path: string, make: () => unknown): unknown {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof SaddlepointError)) throw cause;
    const kind = cause.constructor as new (message: string, options: ErrorOptions) => SaddlepointError;
    throw new kind(`initialize: '${path}': ${cause.message}`, { cause });
  }
}

/** The fans of the weight next to a bias. */
function fansBeside(path: string, tensors: ReadonlyMap<string, Tensor>): Fans | undefined {
  if (tensors.get(path)!.rank >= 2) return undefined;
  const weight = tensors.get(path.replace(/[^.]+$/, 'weight'));
  return weight && weight.rank >= 2 ? fansOf(weight.shape) : undefined;
}
