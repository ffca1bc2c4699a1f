import type { DType, HostArray } from './dtype.js';
import { showDot, showMermaid, showText } from './graph-print.js';
import type { Shape } from './shape.js';

/** What a primitive needs besides its operands. `data` of a constant is the one value that is not made of numbers. */
export type AttributeValue = number | string | boolean | readonly number[] | readonly (readonly number[])[] | HostArray;
export type Attributes = { readonly [name: string]: AttributeValue };

/** One value: an operation on earlier values of the same graph, named by their positions. */
export interface GraphNode {
  /** `input`, `constant` or the name of a primitive. */
  readonly op: string;
  readonly inputs: readonly number[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * A program as plain data: nodes in an order in which each comes after its operands. `input` nodes carry a `name`,
 * `constant` nodes their `data`. `JSON.stringify`-like saving is in `saveGraph`.
 */
export class Graph {
  constructor(
    readonly nodes: readonly GraphNode[],
    /** Positions of the `input` nodes, in the order in which values are fed. */
    readonly inputs: readonly number[],
    /** Positions of the results. */
    readonly outputs: readonly number[],
  ) {}

  /** A listing, one value a line. */
  toString(): string {
    return showText(this);
  }

  /** Source for Graphviz. */
  toDot(): string {
    return showDot(this);
  }

  /** Source for Mermaid, which many Markdown viewers draw. */
  toMermaid(): string {
    return showMermaid(this);
  }
}
