import { ArgumentError, hostValues, isFloat, operationOf, type Tensor } from '@saddlepoint/tensor';

/**
 * Probabilities taken for logits train, but towards something else. Two signs of them are known before anything runs: the
 * operation that made them, inside compiled functions too, and where the values are known rows that sum to 1.
 */

/** Operations that choose, lay out, limit or keep apart probabilities of their first operand, which they stay. */
const passing: ReadonlySet<string> = new Set(
  'alias barrier broadcastTo cast clip flip gather reshape slice stopGradient takeAlongAxis transpose'.split(' '),
);

/** @throws ArgumentError for values that are a softmax's or sigmoid's; what is computed from them is fine. */
export function requireLogits(owner: string, name: string, logits: Tensor): void {
  for (let x: Tensor | undefined = logits; x && isFloat(x.dtype); ) {
    const operation = operationOf(x);
    if (operation?.name === 'softmax' || operation?.name === 'sigmoid') {
      throw new ArgumentError(
        `${owner}: ${name} are the result of a ${operation.name}, no logits; pass what goes into it`,
      );
    }
    x = operation && passing.has(operation.name) ? operation.inputs[0] : undefined;
  }
}

/**
 * {@link requireLogits} of several classes along `axis`.
 *
 * @throws ArgumentError also if the values are known, and every row is non-negative and sums to 1. Zeros and ones alone
 *   may be scores as well.
 */
export function requireClassLogits(owner: string, name: string, logits: Tensor, axis = -1): void {
  requireLogits(owner, name, logits);
  const values = hostValues(logits);
  const at = axis < 0 ? axis + logits.rank : axis;
  const classes = logits.shape[at] ?? 0;
  if (values === undefined || classes < 2 || values.length === 0) return;
  const inner = logits.shape.slice(at + 1).reduce((a, b) => a * b, 1);
  const sums = new Float64Array(values.length / classes);
  let whole = true;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < 0) return;
    whole &&= Number.isInteger(values[i]);
    sums[Math.floor(i / (classes * inner)) * inner + (i % inner)]! += values[i]!;
  }
  if (whole || !sums.every((s) => Math.abs(s - 1) < 1e-5)) return;
  throw new ArgumentError(
    `${owner}: ${name} look like probabilities (every row sums to 1); leave out the softmax before`,
  );
}
