import { ArgumentError } from '@saddlepoint/tensor';
import type { TfNamespace } from '../../node-binding.js';
import type { TfTensor } from './namespace.js';

/** An initializer of tfjs layers. */
export type TfInitializer = ReturnType<TfNamespace['initializers']['zeros']>;

type Config = Readonly<Record<string, string | number>>;
type InitializerClass = new (config: Config, apply: (shape: number[]) => TfTensor) => TfInitializer;

const classes = new WeakMap<TfNamespace, InitializerClass>();

/** The class of our initializers in a namespace of tfjs, which saved models name. */
export function tfInitializerClass(tf: TfNamespace): InitializerClass {
  const known = classes.get(tf);
  if (known) return known;
  const made = makeClass(tf);
  classes.set(tf, made);
  tf.serialization.registerClass(made as never);
  return made;
}

function makeClass(tf: TfNamespace): InitializerClass {
  // tfjs exports instances of its initializers but not their base class, which its layers ask for.
  const Base = Object.getPrototypeOf(tf.initializers.zeros().constructor) as { new (): TfInitializer };
  return class SaddlepointInitializer extends Base {
    static readonly className = 'SaddlepointInitializer';

    constructor(
      private readonly config: Config,
      private readonly draw: (shape: number[]) => TfTensor = unknown,
    ) {
      super();
    }

    override apply(shape: number[]): TfTensor {
      return this.draw(shape);
    }

    override getConfig() {
      return { ...this.config };
    }
  };
}

function unknown(): never {
  throw new ArgumentError(
    'SaddlepointInitializer: it was read from a file, which has no functions; load the weights too, or give the layers ' +
      'their initializers with asTfInitializer',
  );
}
