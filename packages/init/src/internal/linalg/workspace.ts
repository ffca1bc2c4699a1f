import { encodeModule } from '@saddlepoint/tensor/wasm';
import { productLoop } from './product-loop.js';

/** A matrix in a workspace: where it starts and how far its rows are apart, in elements. */
interface Block {
  readonly at: number;
  readonly stride: number;
}

/** C += A · B for A [rows, depth] and B [depth, columns]; rows come by fours, columns by eights. */
type AddProduct = (c: Block, a: Block, b: Block, rows: number, columns: number, depth: number) => void;

/** Single-precision memory with a fast product. */
export interface Workspace {
  readonly values: Float32Array;
  readonly addProduct: AddProduct;
}

let compiled: { readonly module: WebAssembly.Module | undefined } | undefined;

/** Room for `size` numbers, all 0. With SIMD where the platform has it; the results are the same without, to the last bit. */
export function workspace(size: number, simd = true): Workspace {
  const module = simd ? compile() : undefined;
  if (!module) {
    const values = new Float32Array(size);
    return { values, addProduct: plainProduct(values) };
  }
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * size) / 65536) });
  const { addProduct } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as {
    addProduct(...numbers: number[]): void;
  };
  return {
    values: new Float32Array(memory.buffer, 0, size),
    addProduct: (c, a, b, rows, columns, depth) =>
      addProduct(4 * c.at, 4 * c.stride, 4 * a.at, 4 * a.stride, 4 * b.at, 4 * b.stride, rows, 4 * columns, 4 * depth),
  };
}

function compile(): WebAssembly.Module | undefined {
  compiled ??= { module: tryCompile() };
  return compiled.module;
}

function tryCompile(): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(encodeModule([productLoop()]));
  } catch {
    // No SIMD, or no code made at run time.
    return undefined;
  }
}

function plainProduct(values: Float32Array): AddProduct {
  const { fround } = Math;
  return (c, a, b, rows, columns, depth) => {
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < depth; k++) {
        const factor = values[a.at + i * a.stride + k]!;
        const [to, from] = [c.at + i * c.stride, b.at + k * b.stride];
        for (let j = 0; j < columns; j++) values[to + j]! += fround(factor * values[from + j]!);
      }
    }
  };
}
