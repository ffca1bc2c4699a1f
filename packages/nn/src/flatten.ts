import { ArgumentError, reshape, ShapeError, showShape } from '@saddlepoint/tensor';
import { stateless } from './stateless.js';

/** Joins all axes from `start` on into one: [N, C, H, W] → [N, C·H·W] by default. As `torch.nn.Flatten`. @throws ShapeError without an axis `start`. */
export function flatten(start = 1) {
  if (!Number.isInteger(start) || start < 0)
    throw new ArgumentError(`flatten: start ${start} must be a whole number from 0 up`);
  return stateless((x) => {
    if (start >= x.rank) throw new ShapeError(`flatten: input ${showShape(x.shape)} has no axis ${start}`);
    const kept = x.shape.slice(0, start);
    return reshape(x, [...kept, x.shape.slice(start).reduce((a, b) => a * b, 1)]);
  }, 'flatten');
}
