import { SaddlepointError } from '../errors.js';
import { Tensor, tensor } from '../tensor.js';

/** What an argument may be by mistake. */
const wrong: readonly unknown[] = [
  ...[undefined, null, 'x', -3, Number.NaN, Number.POSITIVE_INFINITY, [], [null], {}, true, () => 3],
  ...[tensor([0, 7], { dtype: 'int32' }), tensor([true]), tensor([-0.5]), tensor(-0.5), tensor([], { shape: [0, 3] })],
];

/** The calls in which one argument, or one part of one, is something else. */
function* changed(args: readonly unknown[]): Generator<unknown[]> {
  for (const [i, arg] of args.entries()) {
    for (const value of wrong) yield args.with(i, value);
    if (arg instanceof Tensor || Object.prototype.toString.call(arg) !== '[object Object]') continue;
    for (const key of Object.keys(arg as object)) {
      for (const value of wrong) yield args.with(i, { ...(arg as object), [key]: value });
    }
  }
}

/**
 * Calls a function with one of its arguments, or one part of one, made wrong at a time, and collects what is thrown but is
 * no error of the toolkit: a TypeError of JavaScript, say, in place of one that names the argument.
 *
 * When to use: in a test of a package's public functions, which expects `[]`.
 *
 * @param args arguments that are right. @throws what the function throws for those.
 */
export async function strangeErrors(
  fn: (...args: never[]) => unknown,
  args: readonly unknown[],
): Promise<readonly string[]> {
  const strange = new Set<string>();
  const call = fn as (...args: unknown[]) => unknown;
  await call(...args);
  for (const given of changed(args)) {
    try {
      await call(...given);
    } catch (error) {
      if (!(error instanceof SaddlepointError)) strange.add(String(error));
    }
  }
  return [...strange];
}
