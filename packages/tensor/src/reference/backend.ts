import type { Backend, Buffer } from '../backend.js';
import type { DType, HostArray } from '../dtype.js';
import { DisposedError } from '../errors.js';
import type { Shape } from '../shape.js';
import { runGraph } from './run.js';

class HostBuffer implements Buffer {
  private data: HostArray | undefined;

  constructor(
    data: HostArray,
    readonly shape: Shape,
    readonly dtype: DType,
  ) {
    this.data = data;
  }

  get values(): HostArray {
    if (!this.data) throw new DisposedError('reference: the buffer was disposed');
    return this.data;
  }

  async read(): Promise<HostArray> {
    return this.values.slice();
  }

  dispose(): void {
    this.data = undefined;
  }
}

/**
 * The backend that defines what every operation means: plain TypeScript, floats in double precision whatever the dtype
 * (`float16` is rounded to halves). Slow; for tests, derivatives to many digits, and small host computations.
 */
export function reference(): Backend {
  return {
    name: 'reference',
    emulates: ['float16'],
    async compile(graph) {
      return {
        async run(inputs) {
          const results = runGraph(
            graph,
            inputs.map((x) => (x as HostBuffer).values),
          );
          return results.map((data, i) => {
            const { shape, dtype } = graph.nodes[graph.outputs[i]!]!;
            return new HostBuffer(data, shape, dtype);
          });
        },
        async dispose() {},
      };
    },
    upload: (data, shape, dtype) => new HostBuffer(data, shape, dtype),
    async dispose() {},
  };
}
