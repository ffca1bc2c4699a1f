import type { Local, WasmFunction } from '@saddlepoint/tensor/wasm';

/** Sums of addresses and distances, for loops over matrices. */

export const sum = (f: WasmFunction, x: Local, y: Local): Local => f.get(x).get(y).op('i32.add').keep('i32');

export const advance = (f: WasmFunction, x: Local, by: number): WasmFunction => f.get(x).i32(by).op('i32.add').set(x);

/** Addresses of `count` successive rows. */
export function ladder(f: WasmFunction, count: number, first: Local, stride: Local): Local[] {
  const all = [f.get(first).keep('i32')];
  while (all.length < count) all.push(sum(f, all.at(-1)!, stride));
  return all;
}

/** Calls `body` for each address from `first` up to `end`, `step` bytes apart. */
export function forEach(f: WasmFunction, first: Local, end: Local, step: number, body: (at: Local) => void): void {
  const at = f.get(first).keep('i32');
  f.while(
    () => f.get(at).get(end).op('i32.lt_u'),
    () => {
      body(at);
      advance(f, at, step);
    },
  );
}
