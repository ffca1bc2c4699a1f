import { encodeModule } from '@saddlepoint/tensor/wasm';
import type { Bank } from '../engine/memory.js';
import { kernelArguments, kernelKey } from './access.js';
import { kernelFunction } from './codegen.js';
import type { Kernel } from './kernel.js';

/** A kernel as it is called: with the addresses of its inputs, then of its results. */
export type Run = (bank: Bank, addresses: readonly number[]) => void;

/** Compiles kernels as one module, with one function for all that differ in sizes only. */
export async function compileKernels(kernels: readonly Kernel[]): Promise<Run[]> {
  if (kernels.length === 0) return [];
  const keys = kernels.map(kernelKey);
  const names = new Map<string, string>();
  const functions = kernels.flatMap((kernel, i) => {
    if (names.has(keys[i]!)) return [];
    const name = `k${names.size}`;
    names.set(keys[i]!, name);
    return [kernelFunction(name, kernel)];
  });
  const module = await WebAssembly.compile(encodeModule(functions));
  return kernels.map((kernel, i) => {
    const name = names.get(keys[i]!)!;
    const rest = kernelArguments(kernel);
    return (bank, addresses) => {
      const run = instanceOn(bank, module)[name] as (...args: number[]) => void;
      run(...addresses, ...rest);
    };
  });
}

function instanceOn(bank: Bank, module: WebAssembly.Module): WebAssembly.Exports {
  let exports = bank.instances.get(module);
  if (!exports) {
    exports = new WebAssembly.Instance(module, { env: { memory: bank.memory } }).exports;
    bank.instances.set(module, exports);
  }
  return exports;
}
