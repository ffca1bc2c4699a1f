import { sameShape } from '@saddlepoint/tensor';
import { numberOf, numbersOf } from '../attributes.js';
import type { Emitter, Operand } from '../emitter.js';

interface Piece {
  readonly name: string;
  readonly axis: number;
  readonly start: number;
  readonly end: number;
  readonly size: number;
}

/**
 * A sum of pieces, each padded with zeros to the whole, as their concatenation: the gradient of a tensor that was cut
 * up, such as the joint query, key and value of attention. Undefined if the sum is something else.
 */
export function joinedPads(e: Emitter, operands: readonly Operand[]): string | undefined {
  const pieces: Piece[] = [];
  if (!collect(e, operands, pieces)) return undefined;
  const { axis, size } = pieces[0]!;
  pieces.sort((a, b) => a.start - b.start);
  const ends = pieces.map((piece, i) => piece.axis === axis && piece.start === (i === 0 ? 0 : pieces[i - 1]!.end));
  if (!ends.every(Boolean) || pieces.at(-1)!.end !== size) return undefined;
  return e.node(
    'Concat',
    pieces.map((piece) => piece.name),
    { axis },
  );
}

/** Gathers the pieces of nested sums; false as soon as something else is found. */
function collect(e: Emitter, operands: readonly Operand[], pieces: Piece[]): boolean {
  const [a, b] = operands as [Operand, Operand];
  if (!sameShape(a.shape, b.shape)) return false;
  return [a, b].every((x) => {
    if (x.node.op === 'add' && x.uses === 1) return collect(e, e.operandsOf(x), pieces);
    const piece = pieceOf(e, x);
    if (piece) pieces.push(piece);
    return piece !== undefined;
  });
}

function pieceOf(e: Emitter, x: Operand): Piece | undefined {
  const { node } = x;
  if (node.op !== 'pad' || numberOf(node, 'value') !== 0 || numbersOf(node, 'interior').some((n) => n > 0))
    return undefined;
  const [low, high] = [numbersOf(node, 'low'), numbersOf(node, 'high')];
  const axes = low.map((_, i) => i).filter((i) => low[i]! + high[i]! > 0);
  if (axes.length !== 1) return undefined;
  const axis = axes[0]!;
  const size = x.shape[axis]!;
  return { name: e.operandsOf(x)[0]!.name, axis, start: low[axis]!, end: size - high[axis]!, size };
}
