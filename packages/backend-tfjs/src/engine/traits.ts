import type { TfModule } from './module.js';
import { wrongKernels } from './probe.js';

/** What the emitters have to know of an engine. */
export interface EngineTraits {
  readonly name: string;
  has(kernel: string): boolean;
  /** Whether a kernel gave the right results when it was tried, by the name of the probe (see probe.ts). */
  isRight(probe: string): boolean;
  /**
   * Whether kernels that move single elements work out each one's place anew: the wasm engine's StridedSlice, Tile and
   * uneven broadcasts take some hundred nanoseconds an element, its Slice and XNNPACK's arithmetic one.
   */
  readonly slowPlaces: boolean;
  /** The kernel that makes another handle on the same values: the wasm engine's Identity copies them. */
  readonly share: 'Identity' | 'Reshape';
  /** Whether only a product of two plain matrices is fast: the wasm engine's others are simple loops. */
  readonly plainProducts: boolean;
  /**
   * Whether integers are floats in all but name: the WebGPU engine reads them as floats, exact up to 2²⁴; its casts to
   * float32 change the name alone, and some of its kernels do not expect that.
   */
  readonly nominalIntegers: boolean;
}

/** Looks at the engine in use. */
export async function traitsOf(tf: TfModule): Promise<EngineTraits> {
  const name = tf.getBackend();
  const has = (kernel: string) => tf.getKernel(kernel, name) !== undefined;
  const wrong = new Set(await wrongKernels(tf, has));
  // Its results depend on what the memory held before, so no probe shows it.
  if (name === 'webgpu') wrong.add('Cumsum');
  const wasm = name === 'wasm';
  return {
    name,
    has,
    isRight: (probe) => !wrong.has(probe),
    share: wasm ? 'Reshape' : 'Identity',
    slowPlaces: wasm,
    plainProducts: wasm,
    nominalIntegers: name === 'webgpu',
  };
}
