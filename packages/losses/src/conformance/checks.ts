import { grad, hvp, isFloat, mul, sum, type Tensor, tensor, valueAndGrad } from '@saddlepoint/tensor';
import type { LossOptions } from '../internal/loss.js';
import { requireClose, requireFinite, requireThrows } from './expect.js';
import { large, wave } from './wave.js';

/** A loss with inputs to try it on. */
export interface LossCase {
  /** The loss of these inputs; the options are what every loss takes, `{}` for one that is `single`. */
  loss(options: LossOptions, ...inputs: Tensor[]): Tensor;
  /** Ordinary inputs, in double precision (from a `Float64Array`) so that finite differences are exact enough. */
  inputs: readonly Tensor[];
  /** Positions of the inputs that have a gradient. Default all floats. */
  free?: readonly number[];
  /** Positions of the inputs that may be ±1e4. Default those with a gradient. */
  large?: readonly number[];
  /** One number or none of the usual reductions: `reduction` and `mask` are not tried. Default false. */
  single?: boolean;
  /** Takes no options at all. Default false. */
  plain?: boolean;
  /** Holds parts without a gradient on purpose: finite differences are not tried. Default false. */
  stopped?: boolean;
}

/** One property of a loss. */
export interface LossCheck {
  readonly title: string;
  /** @throws Error saying what differs. */
  run(): Promise<void>;
}

/** What every loss of this package has, as checks of one loss. */
export function lossChecks(c: LossCase): LossCheck[] {
  const free = c.free ?? c.inputs.flatMap((x, i) => (isFloat(x.dtype) ? [i] : []));
  const setup: Setup = {
    ...c,
    free,
    xs: free.map((i) => c.inputs[i]!),
    call: (options, xs) => c.loss(options, ...c.inputs.map((x, i) => xs[free.indexOf(i)] ?? x)),
  };
  return [
    { title: 'finite at ±1e4', run: () => finiteAtLarge(setup) },
    ...(c.stopped
      ? []
      : [{ title: 'first and second derivatives by finite differences', run: () => derivatives(setup) }]),
    ...(c.single
      ? []
      : [
          { title: 'reductions', run: () => reductions(setup) },
          { title: 'masks', run: () => masks(setup) },
        ]),
    ...(c.plain ? [] : [{ title: 'unknown options are errors', run: () => unknownOptions(setup) }]),
  ];
}

interface Setup extends LossCase {
  readonly free: readonly number[];
  /** The free inputs, and the loss as a function of them. */
  readonly xs: readonly Tensor[];
  call(options: LossOptions, xs: readonly Tensor[]): Tensor;
}

/** The single losses, and their sum weighted with a sine, so that no derivative cancels. */
const weighted = ({ single, call }: Setup) => {
  return (xs: readonly Tensor[]): readonly [Tensor, Tensor] => {
    const y = call(single ? {} : { reduction: 'none' }, xs);
    return [sum(mul(y, wave(y.shape, 1, 1.1))), y];
  };
};

async function finiteAtLarge(setup: Setup): Promise<void> {
  const { xs, free } = setup;
  const chosen = setup.large ?? free;
  const huge = xs.map((x, k) => (chosen.includes(free[k]!) ? large(x.shape, k) : x));
  const [total, gradients, y] = valueAndGrad(weighted(setup), { aux: true })(huge);
  await requireFinite('the loss', y);
  await requireFinite('their sum', total);
  for (const [k, gradient] of gradients.entries()) await requireFinite(`the gradient of input ${free[k]}`, gradient);
}

async function derivatives(setup: Setup): Promise<void> {
  const { xs, free } = setup;
  const scalar = (inputs: readonly Tensor[]): Tensor => weighted(setup)(inputs)[0];
  // A direction of its own for each input: along equal ones a difference of two does not change.
  const [h, v] = [1e-5, xs.map((x, i) => wave(x.shape, 1, 0.7 + 1.3 * i))];
  const moved = (sign: number) => xs.map((x, i) => x.add(v[i]!.mul(sign * h)));
  const [after, before] = [await scalar(moved(1)).item(), await scalar(moved(-1)).item()];
  const slopes = grad(scalar)(xs).map((g, i) => sum(mul(g, v[i]!)));
  const slope = slopes.reduce((a, b) => a.add(b));
  await requireClose('the slope', slope, [(after - before) / (2 * h)], 6);
  const [up, down] = [grad(scalar)(moved(1)), grad(scalar)(moved(-1))];
  for (const [i, product] of hvp(scalar, xs, v).entries()) {
    const difference = await up[i]!.sub(down[i]!)
      .mul(1 / (2 * h))
      .data();
    await requireClose(`the second derivative in input ${free[i]}`, product, difference, 6);
  }
}

const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

async function reductions({ call, xs }: Setup): Promise<void> {
  const list = Array.from(await call({ reduction: 'none' }, xs).data());
  await requireClose('reduction sum', call({ reduction: 'sum' }, xs), [total(list)], 12);
  await requireClose('reduction mean', call({ reduction: 'mean' }, xs), [total(list) / list.length], 12);
  await requireClose('the default reduction, mean', call({}, xs), [total(list) / list.length], 12);
  requireThrows('reduction max', () => call({ reduction: 'max' as 'sum' }, xs), /reduction 'max' is unknown/);
}

async function masks({ call, xs }: Setup): Promise<void> {
  const none = call({ reduction: 'none' }, xs);
  const list = Array.from(await none.data());
  const keep = list.map((_, i) => i % 3 !== 1);
  const mask = tensor(Uint8Array.from(keep, Number), { shape: none.shape });
  const kept = list.map((x, i) => (keep[i] ? x : 0));
  await requireClose('a mask, reduction none', call({ reduction: 'none', mask }, xs), kept, 12);
  await requireClose('a mask, reduction sum', call({ reduction: 'sum', mask }, xs), [total(kept)], 12);
  const count = keep.filter(Boolean).length;
  await requireClose('a mask, reduction mean', call({ mask }, xs), [total(kept) / count], 12);
  const nothing = tensor(false).broadcastTo(none.shape);
  await requireClose('a mask of nothing', call({ mask: nothing }, xs), [0], 12);
  requireThrows('a float mask', () => call({ mask: wave(none.shape, 1, 0) }, xs), /must be bool: mask\.cast\('bool'\)/);
  const wide = tensor(true).broadcastTo([2, 2, ...none.shape]);
  requireThrows('a mask of another rank', () => call({ mask: wide }, xs), /does not broadcast/);
}

async function unknownOptions({ call, xs }: Setup): Promise<void> {
  requireThrows(
    'an option nonsense',
    () => call({ nonsense: 1 } as LossOptions, xs),
    /^[\w.]+: unknown option 'nonsense'/,
  );
}
