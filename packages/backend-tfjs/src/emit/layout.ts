import type { Emitter } from './emitter.js';
import * as m from './math.js';
import type { Value } from './program.js';

/** Graphs have the channels first, the kernels of convolutions last. */

/** x [N, C, …spatial] as [N, …spatial, C]: what it was made from, if it was made so. */
export function channelsLast(e: Emitter, x: Value): Value {
  const known = e.lastOf.get(x.slot);
  if (known) return known;
  const last = m.transpose(e, x, [0, ...x.shape.slice(2).map((_, i) => i + 2), 1]);
  e.lastOf.set(x.slot, last);
  return last;
}

/** x [N, …spatial, C] as [N, C, …spatial]. The transpose is dropped where only readers of channels last follow. */
export function channelsFirst(e: Emitter, x: Value): Value {
  const rank = x.shape.length;
  const first = m.transpose(e, x, [0, rank - 1, ...x.shape.slice(2).map((_, i) => i + 1)]);
  e.lastOf.set(first.slot, x);
  return first;
}
