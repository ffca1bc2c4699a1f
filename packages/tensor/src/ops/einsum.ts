import { ArgumentError, ShapeError, showValue } from '../errors.js';
import { mul } from '../primitives/binary.js';
import { matmul } from '../primitives/matmul.js';
import { reshape, slice, transpose } from '../primitives/movement.js';
import { sum } from '../primitives/reduce.js';
import { showShape, sizeOf } from '../shape.js';
import { requireOperand, type Tensor } from '../tensor.js';

/** A tensor whose axes carry letters. */
interface Labelled {
  readonly x: Tensor;
  readonly labels: readonly string[];
}

/**
 * Einstein summation: `einsum('bij,bjk->bik', a, b)`. Letters that occur in no result are summed over; a letter twice in
 * one operand takes the diagonal; `...` stands for leading axes that broadcast.
 *
 * @throws ArgumentError for a malformed equation; ShapeError when a letter has two sizes.
 */
export function einsum(equation: string, ...operands: Tensor[]): Tensor {
  if (typeof equation !== 'string') {
    throw new ArgumentError(
      `einsum: the equation comes first, as in einsum('ij,jk->ik', a, b); got ${showValue(equation)}`,
    );
  }
  for (const x of operands) requireOperand('einsum', x);
  const { terms, result } = parse(equation, operands);
  let parts = terms.map((labels, i) => diagonal({ x: operands[i]!, labels }));
  checkSizes(equation, parts);
  while (parts.length > 1) {
    const [a, b, ...rest] = parts as [Labelled, Labelled, ...Labelled[]];
    const needed = new Set([...result, ...rest.flatMap((p) => p.labels)]);
    parts = [
      contract(reduceTo(a, new Set([...needed, ...b.labels])), reduceTo(b, new Set([...needed, ...a.labels])), needed),
      ...rest,
    ];
  }
  const last = reduceTo(parts[0]!, new Set(result));
  return transpose(
    last.x,
    result.map((l) => last.labels.indexOf(l)),
  );
}

function parse(equation: string, operands: readonly Tensor[]) {
  const match = /^([A-Za-z.,\s]*)(?:->([A-Za-z.\s]*))?$/.exec(equation);
  const bad = (why: string) => new ArgumentError(`einsum: '${equation}': ${why}`);
  if (!match) throw bad("expected letters and commas, then '->' and the result's letters, as in 'ij,jk->ik'");
  const inputs = match[1]!.replace(/\s/g, '').split(',');
  const stray = [...inputs, match[2] ?? ''].some((term) => term.replace('...', '').includes('.'));
  if (stray) throw bad("a dot that is not part of one '...' a term");
  if (inputs.length !== operands.length) throw bad(`${inputs.length} terms for ${operands.length} operands`);
  const spread = Math.max(
    0,
    ...inputs.map((term, i) => (term.includes('...') ? operands[i]!.rank - letters(term).length : 0)),
  );
  const expand = (term: string, rank: number): string[] => {
    const [before, after] = term.split('...') as [string, string?];
    if (after === undefined) return [...before];
    const lead = rank - before.length - after.length;
    return [...before, ...Array.from({ length: lead }, (_, k) => `.${spread - lead + k}`), ...after];
  };
  const terms = inputs.map((term, i) => {
    const labels = expand(term, operands[i]!.rank);
    if (labels.length !== operands[i]!.rank)
      throw bad(`term '${term}' names ${labels.length} axes of ${showShape(operands[i]!.shape)}`);
    return labels;
  });
  const all = terms.flat();
  const dots = Array.from({ length: spread }, (_, k) => `.${k}`);
  const once = [...new Set(all)].filter((l) => !l.startsWith('.') && all.filter((m) => m === l).length === 1).sort();
  const result =
    match[2] === undefined
      ? [...dots, ...once]
      : expand(match[2].replace(/\s/g, ''), spread + letters(match[2]).length);
  const unknown = result.find((l) => !all.includes(l));
  if (unknown) throw bad(`the result's '${unknown}' is in no operand`);
  if (new Set(result).size !== result.length) throw bad('a letter occurs twice in the result');
  return { terms, result };
}

const letters = (term: string): string => term.replace(/[.\s]/g, '');

/** Takes the diagonal over letters that occur twice. */
function diagonal({ x, labels }: Labelled): Labelled {
  const twice = labels.findIndex((l, i) => labels.indexOf(l) !== i);
  if (twice < 0) return { x, labels };
  const first = labels.indexOf(labels[twice]!);
  const n = x.shape[first]!;
  if (n !== x.shape[twice])
    throw new ShapeError(`einsum: '${labels[first]}' has sizes ${n} and ${x.shape[twice]} in one operand`);
  const others = labels.flatMap((_, i) => (i === first || i === twice ? [] : [i]));
  const flat = reshape(transpose(x, [...others, first, twice]), [...others.map((i) => x.shape[i]!), n * n]);
  return diagonal({
    x: slice(flat, { axis: -1, step: n + 1 }),
    labels: [...others.map((i) => labels[i]!), labels[first]!],
  });
}

function checkSizes(equation: string, parts: readonly Labelled[]): void {
  const sizes = new Map<string, number>();
  for (const { x, labels } of parts) {
    labels.forEach((l, i) => {
      const [have, size] = [sizes.get(l) ?? 1, x.shape[i]!];
      if (have !== 1 && size !== 1 && have !== size) {
        throw new ShapeError(
          `einsum: '${equation}': '${l}' has sizes ${have} and ${size} (${parts.map((p) => showShape(p.x.shape)).join(', ')})`,
        );
      }
      sizes.set(l, Math.max(have, size));
    });
  }
}

/** Sums over the letters that nobody needs. */
function reduceTo({ x, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((l, i) => (needed.has(l) ? [] : [i]));
  return { x: sum(x, axes), labels: labels.filter((l) => needed.has(l)) };
}

/** One batched matrix product over the letters both have and nobody needs; a plain product where there are none. */
function contract(a: Labelled, b: Labelled, needed: ReadonlySet<string>): Labelled {
  const sized = (p: Labelled, l: string) => p.x.shape[p.labels.indexOf(l)]!;
  const shared = a.labels.filter((l) => b.labels.includes(l));
  const summed = shared.filter((l) => !needed.has(l) && sized(a, l) === sized(b, l));
  const batch = shared.filter((l) => !summed.includes(l));
  const aFree = a.labels.filter((l) => !shared.includes(l));
  const bFree = b.labels.filter((l) => !shared.includes(l));
  const arrange = (p: Labelled, order: readonly string[]) =>
    transpose(
      p.x,
      order.map((l) => p.labels.indexOf(l)),
    );
  const sizes = (p: Labelled, order: readonly string[]) => order.map((l) => sized(p, l));
  const labels = [...batch, ...aFree, ...bFree];
  if (summed.length === 0) {
    const left = reshape(arrange(a, [...batch, ...aFree]), [
      ...sizes(a, batch),
      ...sizes(a, aFree),
      ...bFree.map(() => 1),
    ]);
    const right = reshape(arrange(b, [...batch, ...bFree]), [
      ...sizes(b, batch),
      ...aFree.map(() => 1),
      ...sizes(b, bFree),
    ]);
    return reduceTo({ x: mul(left, right), labels }, needed);
  }
  const inner = sizeOf(sizes(a, summed));
  const left = reshape(arrange(a, [...batch, ...aFree, ...summed]), [
    ...sizes(a, batch),
    sizeOf(sizes(a, aFree)),
    inner,
  ]);
  const right = reshape(arrange(b, [...batch, ...summed, ...bFree]), [
    ...sizes(b, batch),
    inner,
    sizeOf(sizes(b, bFree)),
  ]);
  const y = matmul(left, right);
  const x = reshape(y, [...y.shape.slice(0, batch.length), ...sizes(a, aFree), ...sizes(b, bFree)]);
  return reduceTo({ x, labels }, needed);
}
