import { control } from './control.js';
import { convs } from './conv.js';
import { elementwise } from './elementwise.js';
import type { Emit } from './emitter.js';
import { indexing } from './indexing.js';
import { matmuls } from './matmul.js';
import { movements } from './movement.js';
import { pools } from './pool.js';
import { reductions } from './reduce.js';
import { special } from './special.js';

/** How each primitive is written in kernels. A `Map`, so that a graph cannot name an inherited property. */
export const emitters: ReadonlyMap<string, Emit> = new Map(
  Object.entries({
    ...elementwise,
    ...special,
    ...matmuls,
    ...convs,
    ...pools,
    ...reductions,
    ...movements,
    ...indexing,
    ...control,
  }),
);
