import { encodeModule, type Local, WasmFunction } from '@saddlepoint/tensor/wasm';
import { advance, forEach, ladder, sum } from './addresses.js';

/** Rows that go together; the rows of a matrix are a multiple of them. */
export const rowsAtOnce = 4;

/** Numbers of double precision in one memory, and loops over them. Places and distances count in numbers. */
export interface ReflectionLoops {
  readonly values: Float64Array;
  /** y ← y + Aᵀ u, for the A of so many rows and columns that starts at `a`. */
  gather(y: number, a: number, u: number, rows: number, columns: number, stride: number): void;
  /** A ← A − z vᵀ − u yᵀ, then z ← A next. */
  update(a: number, vectors: UpdateVectors, rows: number, columns: number, stride: number): void;
}

type UpdateVectors = readonly [z: number, u: number, v: number, y: number, next: number];

let compiled: { readonly module: WebAssembly.Module | undefined } | undefined;

/**
 * Room for `size` numbers, all 0, and the loops: with SIMD where the platform has it and the memory fits in its addresses.
 * Odd columns are made even: there has to be a 0 behind each row and each vector.
 */
export function reflectionLoops(size: number, simd = true): ReflectionLoops {
  const module = simd && 8 * size < 2 ** 32 ? compile() : undefined;
  if (!module) return plainLoops(new Float64Array(size));
  const memory = new WebAssembly.Memory({ initial: Math.ceil((8 * size) / 65536) });
  const { gather, update } = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Record<
    'gather' | 'update',
    (...numbers: number[]) => void
  >;
  const bytes = (...numbers: number[]) => numbers.map((x) => 8 * x);
  const even = (columns: number) => columns + (columns % 2);
  return {
    values: new Float64Array(memory.buffer, 0, size),
    gather: (y, a, u, rows, columns, stride) => gather!(...bytes(y, a, u, rows, even(columns), stride)),
    update: (a, vectors, rows, columns, stride) => update!(...bytes(a, ...vectors, rows, even(columns), stride)),
  };
}

function compile(): WebAssembly.Module | undefined {
  compiled ??= { module: tryCompile() };
  return compiled.module;
}

function tryCompile(): WebAssembly.Module | undefined {
  try {
    return new WebAssembly.Module(encodeModule([gatherLoop(), updateLoop()]));
  } catch {
    // No SIMD, or no code made at run time.
    return undefined;
  }
}

function gatherLoop(): WasmFunction {
  const f = new WasmFunction('gather', new Array(6).fill('i32'));
  const [y, a, u, rows, columns, stride] = [0, 1, 2, 3, 4, 5] as const;
  const yEnd = sum(f, y, columns);
  forEach(f, u, sum(f, u, rows), 8 * rowsAtOnce, (factor) => {
    const factors = Array.from({ length: rowsAtOnce }, (_, r) => splat(f, factor, r));
    const lefts = ladder(f, rowsAtOnce, a, stride);
    forEach(f, y, yEnd, 16, (at) => {
      const products = lefts.map((left, r) => f.value('f64x2.mul', factors[r]!, load(f, left)));
      const total = products.reduce((x, product) => f.value('f64x2.add', x, product), load(f, at));
      f.get(at).get(total).memory('v128.store');
      for (const left of lefts) advance(f, left, 16);
    });
    for (let r = 0; r < rowsAtOnce; r++) f.get(a).get(stride).op('i32.add').set(a);
  });
  return f;
}

function updateLoop(): WasmFunction {
  const f = new WasmFunction('update', new Array(9).fill('i32'));
  const [a, z, u, v, y, next, rows, columns, stride] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  // Two rows: four would need more registers than there are.
  const pair = 2;
  const vEnd = sum(f, v, columns);
  const uFromZ = f.get(u).get(z).op('i32.sub').keep('i32');
  const [yFromV, nextFromV] = [y, next].map((x) => f.get(x).get(v).op('i32.sub').keep('i32'));
  forEach(f, z, sum(f, z, rows), 8 * pair, (zAt) => {
    const uAt = sum(f, zAt, uFromZ);
    const numbers = Array.from({ length: pair }, (_, r) => ({ z: splat(f, zAt, r), u: splat(f, uAt, r) }));
    const lefts = ladder(f, pair, a, stride);
    const sums = lefts.map(() => f.get(f.floats(0)).keep('v128'));
    forEach(f, v, vEnd, 16, (at) => {
      const [left, right, nextPair] = [at, sum(f, at, yFromV!), sum(f, at, nextFromV!)].map((x) => load(f, x));
      lefts.forEach((row, r) => {
        const once = f.value('f64x2.sub', load(f, row), f.value('f64x2.mul', numbers[r]!.z, left!));
        const twice = f.value('f64x2.sub', once, f.value('f64x2.mul', numbers[r]!.u, right!));
        f.get(row).get(twice).memory('v128.store');
        f.get(sums[r]!)
          .get(f.value('f64x2.mul', twice, nextPair!))
          .op('f64x2.add')
          .set(sums[r]!);
        advance(f, row, 16);
      });
    });
    sums.forEach((total, r) => {
      f.get(zAt);
      for (const lane of [0, 1]) f.get(total).extract('f64x2.extract_lane', lane);
      f.op('f64.add').memory('f64.store', 8 * r);
    });
    for (let r = 0; r < pair; r++) f.get(a).get(stride).op('i32.add').set(a);
  });
  return f;
}

const load = (f: WasmFunction, at: Local): Local => f.get(at).memory('v128.load').keep('v128');

const splat = (f: WasmFunction, at: Local, place: number): Local =>
  f
    .get(at)
    .memory('v128.load64_splat', 8 * place)
    .keep('v128');

function plainLoops(values: Float64Array): ReflectionLoops {
  return {
    values,
    gather(y, a, u, rows, columns, stride) {
      for (let i = 0; i < rows; i++) {
        const factor = values[u + i]!;
        for (let j = 0, at = a + i * stride; j < columns; j++, at++) values[y + j]! += factor * values[at]!;
      }
    },
    update(a, [z, u, v, y, next], rows, columns, stride) {
      for (let i = 0; i < rows; i++) {
        const [zi, ui] = [values[z + i]!, values[u + i]!];
        let total = 0;
        for (let j = 0, at = a + i * stride; j < columns; j++, at++) {
          values[at] = values[at]! - zi * values[v + j]! - ui * values[y + j]!;
          total += values[at]! * values[next + j]!;
        }
        values[z + i] = total;
      }
    },
  };
}
