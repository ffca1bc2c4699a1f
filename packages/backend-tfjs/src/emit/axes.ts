import type { Shape } from '@saddlepoint/tensor';

/** Engines stop at different ranks; from this one on, axes that a kernel treats alike are made one. */
export const MOST_AXES = 4;

/** Neighbouring axes of the same kind, as lists of axes. */
export function groupAxes(kinds: readonly (number | boolean)[]): number[][] {
  const groups: number[][] = [];
  kinds.forEach((kind, axis) => {
    if (axis > 0 && kinds[axis - 1] === kind) groups.at(-1)!.push(axis);
    else groups.push([axis]);
  });
  return groups;
}

/** A shape with each group of axes made one. */
export const mergeAxes = (shape: Shape, groups: readonly number[][]): number[] =>
  groups.map((axes) => axes.reduce((size, axis) => size * shape[axis]!, 1));

/** `shape` with ones in front, up to `rank` axes. */
export const widen = (shape: Shape, rank: number): number[] => [
  ...new Array<number>(rank - shape.length).fill(1),
  ...shape,
];

/** Groups of axes: each that is not whole, with the whole ones after it. */
export function trailing(whole: readonly boolean[]): number[][] {
  const groups: number[][] = [];
  whole.forEach((joins, axis) => {
    if (joins && groups.length > 0) groups.at(-1)!.push(axis);
    else groups.push([axis]);
  });
  return groups;
}
