import type { Graph } from '../graph.js';
import { mergeCommon } from './common.js';
import { dropDeadCode } from './dead-code.js';
import { foldConstants } from './fold.js';
import { simplify } from './simplify.js';

/** Every clean-up pass, repeated until the graph no longer gets smaller. Each pass keeps the meaning exactly. */
export function cleanUp(graph: Graph): Graph {
  let current = dropDeadCode(graph);
  for (;;) {
    const next = dropDeadCode(mergeCommon(foldConstants(simplify(current))));
    if (next.nodes.length >= current.nodes.length) return next;
    current = next;
  }
}

export { dropDeadCode, foldConstants, mergeCommon, simplify };
