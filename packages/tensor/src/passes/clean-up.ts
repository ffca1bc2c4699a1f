import type { Graph } from '../graph.js';
import { mergeCommon } from './common.js';
import { dropDeadCode } from './dead-code.js';
import { foldConstants } from './fold.js';
import { simplify } from './simplify.js';

/** Far more rounds than any program needs: each pushes what it moves to the end of a chain. */
const mostRounds = 20;

/**
 * Every clean-up pass, repeated until nothing changes. Each keeps the meaning exactly, up to the sign of a zero: x + 0
 * becomes x, which differs where x is −0.
 */
export function cleanUp(graph: Graph): Graph {
  // Merging first saves the folding of what a program repeats, such as the mask of every layer.
  let current = mergeCommon(dropDeadCode(graph));
  for (let round = 0; round < mostRounds; round++) {
    const simple = simplify(current);
    // The other passes have nothing to do where this one found nothing: they ran on these nodes before.
    if (round > 0 && isSame(simple, current)) return current;
    const next = dropDeadCode(mergeCommon(foldConstants(simple)));
    if (isSame(next, current)) return next;
    current = next;
  }
  return current;
}

/** Whether a round handed every node through: passes return a node itself where they do not change it. */
function isSame(a: Graph, b: Graph): boolean {
  return a.nodes.length === b.nodes.length && a.nodes.every((node, i) => node === b.nodes[i]);
}
