import { blocks } from './blocks.js';
import { control } from './control.js';
import { convs } from './conv.js';
import { elementwise } from './elementwise.js';
import type { Emit } from './emitter.js';
import { indexing } from './indexing.js';
import { matmuls } from './matmul.js';
import { pools } from './pool.js';
import { reductions } from './reduce.js';
import { shapes } from './shape.js';
import { special } from './special.js';

/** How each primitive is written in ONNX. A `Map`, so that a graph cannot name an inherited property. */
export const emitters: ReadonlyMap<string, Emit> = new Map(
  Object.entries({
    ...elementwise,
    ...special,
    ...matmuls,
    ...convs,
    ...pools,
    ...reductions,
    ...shapes,
    ...indexing,
    ...control,
    ...blocks,
  }),
);
