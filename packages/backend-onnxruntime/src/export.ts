import { ArgumentError, checkOptions, type Feed, type Graph, trace } from '@saddlepoint/tensor';
import { emitGraph } from './emit/graph.js';
import { encodeModel } from './onnx/encode.js';
import { producer } from './onnx/producer.js';

export interface ExportOptions {
  /** Names of the results, in the graph's order. Default `output`, or `output_0`, `output_1`… */
  outputNames?: readonly string[];
  /** Use ONNX Runtime's own operators; other runtimes cannot load such a file. Default false. */
  contribOps?: boolean;
  /** Pairs of text kept in the file, such as the licence or the training run. */
  metadata?: { readonly [key: string]: string };
}

/**
 * The bytes of a standard ONNX file that computes what a function, or a graph, does. Tensors and numbers among the
 * arguments become inputs, named by their paths (`0`, `1.weight`); tensors the function captures become constants.
 *
 * ```ts
 * const bytes = exportOnnx((image: Tensor) => model.apply(params, image), [image], { outputNames: ['logits'] });
 * ```
 *
 * @throws ArgumentError for names that are missing, empty or given twice; GraphError for a graph that has no ONNX
 *   equivalent (random numbers), captures tensors that live with an engine, or exceeds the format's 2 GiB.
 */
export function exportOnnx(graph: Graph, options?: ExportOptions): Uint8Array;
export function exportOnnx<Args extends unknown[]>(
  fn: (...args: Args) => unknown,
  args: { [K in keyof Args]: Feed<Args[K]> },
  options?: ExportOptions,
): Uint8Array;
export function exportOnnx(
  what: Graph | ((...args: unknown[]) => unknown),
  second?: unknown[] | ExportOptions,
  third?: ExportOptions,
): Uint8Array {
  if (typeof what !== 'function') return exportGraph(what, second as ExportOptions | undefined);
  if (!Array.isArray(second)) {
    throw new ArgumentError("exportOnnx: the function's arguments must be a list: exportOnnx(fn, [x], options)");
  }
  return exportGraph(trace(what, ...second), third);
}

function exportGraph(graph: Graph, options: ExportOptions = {}): Uint8Array {
  checkOptions('exportOnnx', options, ['outputNames', 'contribOps', 'metadata']);
  const { contribOps = false, metadata = {} } = options;
  const inputNames = graph.inputs.map((index) => String(graph.nodes[index]!.attributes.name));
  const outputNames = options.outputNames ?? defaultNames(graph.outputs.length);
  if (outputNames.length !== graph.outputs.length) {
    throw new ArgumentError(
      `exportOnnx: outputNames has ${outputNames.length} names, the graph has ${graph.outputs.length} results`,
    );
  }
  checkNames([...inputNames, ...outputNames]);
  return encodeModel(emitGraph(graph, { contrib: contribOps, inputNames, outputNames, metadata }), producer);
}

function defaultNames(count: number): string[] {
  return count === 1 ? ['output'] : Array.from({ length: count }, (_, i) => `output_${i}`);
}

function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '') throw new ArgumentError('exportOnnx: an input or output has an empty name');
    if (seen.has(name)) {
      throw new ArgumentError(`exportOnnx: the name '${name}' is used twice; choose others with outputNames`);
    }
    seen.add(name);
  }
}
