import { SaddlepointError, Tensor, tensor } from '@saddlepoint/tensor';

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

/** The errors that are not the toolkit's own, of a function called with these arguments, one at a time made wrong. */
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
