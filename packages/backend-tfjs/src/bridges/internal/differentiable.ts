import { type Tensor, vjp } from '@saddlepoint/tensor';
import type { TfNamespace } from '../../node-binding.js';
import type { TfjsBackend } from '../../tfjs.js';
import { namespaceOf, type TfTensor } from './namespace.js';
import { type ListFunction, standIn, TfProgram } from './program.js';

type Save = (tensors: TfTensor[]) => void;

interface Parts {
  /** Shapes and dtypes of all results. */
  readonly results: readonly Pick<Tensor, 'shape' | 'dtype'>[];
  readonly real: TfProgram;
  readonly rest: TfProgram;
  readonly derivative: Differentiable;
}

const isReal = (x: { dtype: string }): boolean => x.dtype === 'float32';

/**
 * A function on tensors of tfjs, for one combination of shapes and dtypes, that tfjs can differentiate as often as it
 * likes: its derivative is of the same kind. It saves its inputs for that and no results, since tfjs loses what a saved
 * result depends on.
 */
export class Differentiable {
  private readonly all: TfProgram;
  private parts: Parts | undefined;

  constructor(
    private readonly backend: TfjsBackend,
    private readonly fn: ListFunction,
  ) {
    this.all = new TfProgram(backend, fn);
  }

  call(inputs: readonly TfTensor[]): TfTensor[] {
    const tf = namespaceOf(this.backend);
    if (inputs.length === 0 || tf.engine().state.gradientDepth === 0) return this.all.runTidied(inputs);
    const { results, rest } = this.partsFor(inputs);
    const shapes = shapesOf(results.filter(isReal));
    // A function with a derivative has one result in tfjs: ours are packed into one, and unpacked by operations of tfjs.
    const real = shapes.length > 0 ? unpack(tf, this.packed(inputs), shapes) : [];
    const others = shapes.length < results.length ? rest.runTidied(inputs) : [];
    return results.map((y) => (isReal(y) ? real.shift()! : others.shift()!));
  }

  dispose(): void {
    this.all.dispose();
    this.parts?.real.dispose();
    this.parts?.rest.dispose();
    this.parts?.derivative.dispose();
    this.parts = undefined;
  }

  private packed(inputs: readonly TfTensor[]): TfTensor {
    const tf = namespaceOf(this.backend);
    const { results, real, derivative } = this.partsFor(inputs);
    const operation = tf.customGrad((...given: unknown[]) => {
      const save = given.pop() as Save;
      const xs = given as TfTensor[];
      save(xs);
      return {
        value: pack(tf, real.runTidied(xs)),
        gradFunc: (dy: TfTensor, saved: TfTensor[]) => {
          const cotangents = unpack(tf, dy, shapesOf(results.filter(isReal)));
          const gradients = derivative.call([...saved, ...cotangents]);
          // tfjs wants a tensor for each input, and does not use those of whole numbers.
          return saved.map((x) => (isReal(x) ? gradients.shift()! : tf.zeros(x.shape)));
        },
      };
    });
    return operation(...inputs);
  }

  private partsFor(inputs: readonly TfTensor[]): Parts {
    const { backend, fn } = this;
    this.parts ??= {
      results: fn(inputs.map(standIn)),
      real: new TfProgram(backend, (xs) => fn(xs).filter(isReal)),
      rest: new TfProgram(backend, (xs) => fn(xs).filter((y) => !isReal(y))),
      derivative: new Differentiable(backend, pullbackOf(fn, inputs.length)),
    };
    return this.parts;
  }
}

/** Inputs, then cotangents of the float results, to cotangents of the float inputs. */
function pullbackOf(fn: ListFunction, count: number): ListFunction {
  return (given) => {
    const inputs = given.slice(0, count);
    const onReal = (...real: Tensor[]): Tensor[] => {
      const rest = [...real];
      return fn(inputs.map((x) => (isReal(x) ? rest.shift()! : x))).filter(isReal);
    };
    const [, pullback] = vjp(onReal, ...inputs.filter(isReal));
    return pullback(given.slice(count));
  };
}

const shapesOf = (list: readonly Pick<Tensor, 'shape'>[]): number[][] => list.map(({ shape }) => [...shape]);

/** One tensor that holds all of them, one after the other. */
const pack = (tf: TfNamespace, parts: TfTensor[]): TfTensor =>
  parts.length === 1 ? parts[0]! : tf.concat(parts.map((x) => x.reshape([-1])));

function unpack(tf: TfNamespace, packed: TfTensor, shapes: readonly number[][]): TfTensor[] {
  if (shapes.length === 1) return [packed];
  let start = 0;
  return shapes.map((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const part = tf.slice(packed, [start], [size]).reshape(shape);
    start += size;
    return part;
  });
}
