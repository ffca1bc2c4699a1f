import { encodeModule, type Local, WasmFunction } from '../wasm/index.js';

/** A function of four floats as instructions, turned into one of arrays of any length. */
export function vectorized(build: (f: WasmFunction, x: Local) => Local): (x: Float32Array) => Float32Array {
  const f = new WasmFunction('run', ['i32', 'i32']);
  const [address, bytes] = [0, 1];
  f.while(
    () => f.get(bytes),
    () => {
      const x = f.get(address).memory('v128.load').keep('v128');
      f.get(address).get(build(f, x)).memory('v128.store');
      f.get(address).i32(16).op('i32.add').set(address);
      f.get(bytes).i32(16).op('i32.sub').set(bytes);
    },
  );
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(encodeModule([f]));
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports as {
    run(at: number, size: number): void;
  };
  const chunk = new Float32Array(memory.buffer);
  return (x) => {
    const result = new Float32Array(x.length);
    for (let start = 0; start < x.length; start += chunk.length) {
      const part = x.subarray(start, start + chunk.length);
      chunk.set(part);
      run(0, 16 * Math.ceil(part.length / 4));
      result.set(chunk.subarray(0, part.length), start);
    }
    return result;
  };
}
