import { unsigned } from './bytes.js';
import { typeCodes, type WasmFunction } from './function.js';

/**
 * A WebAssembly module of functions without results, exported by name, on the memory imported as `env.memory`. Our own
 * encoder, because it is two hundred lines: binaryen is 100 MB, and wabt takes longer to load than most kernels to run.
 */
export function encodeModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ params }) => [0x60, ...vector(params.map((p) => [typeCodes[p]])), 0]);
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, 0x00];
  const exports = functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(i)]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(functions.map((_, i) => unsigned(i)))),
    ...section(7, vector(exports)),
    ...section(10, vector(functions.map(body))),
  ]);
}

function body({ locals, prologue, body }: WasmFunction): number[] {
  const declarations = vector(locals.map((type) => [1, typeCodes[type]]));
  const code = declarations.concat(prologue, body, 0x0b);
  return unsigned(code.length).concat(code);
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length)].concat(content);
}

function vector(items: readonly number[][]): number[] {
  return unsigned(items.length).concat(...items);
}

function text(value: string): number[] {
  const bytes = [...new TextEncoder().encode(value)];
  return unsigned(bytes.length).concat(bytes);
}
