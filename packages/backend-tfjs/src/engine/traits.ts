import type { TfModule } from './module.js';
import { wrongKernels } from './probe.js';

/** What the emitters have to know of an engine. */
export interface EngineTraits {
  readonly name: string;
  has(kernel: string): boolean;
  /** Whether a kernel gave the right results when it was tried (see probe.ts). */
  isRight(kernel: string): boolean;
  /**
   * Whether kernels that move single elements work out each one's place anew: the wasm engine's StridedSlice, Tile and
   * uneven broadcasts take some hundred nanoseconds an element, its Slice and XNNPACK's arithmetic one.
   */
  readonly slowPlaces: boolean;
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
  const nominalIntegers = name === 'webgpu';
  return { name, has, isRight: (kernel) => !wrong.has(kernel), slowPlaces: wasm, plainProducts: wasm, nominalIntegers };
}
