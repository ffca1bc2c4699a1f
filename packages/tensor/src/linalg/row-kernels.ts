import { type Local, type Opcode, WasmFunction } from '../wasm/function.js';
import { encodeModule } from '../wasm/module.js';

/** What is done to rows of doubles. Rows are named by the bytes before them in their memory, `count` is in elements. */
export interface RowKernels {
  /** x ← c x − s y, y ← s x + c y. */
  rotate(x: number, y: number, count: number, s: number, c: number): void;
  /** y ← y + a x. */
  add(y: number, x: number, count: number, a: number): void;
  /** z ← z + a x + b y. */
  addTwo(z: number, x: number, y: number, count: number, a: number, b: number): void;
  /** The product ⟨x, y⟩, at `out`. */
  dot(x: number, y: number, count: number, out: number): void;
}

/** A memory of doubles with the kernels that work on it: WebAssembly loops over two lanes where the platform has them. */
export interface RowMemory {
  readonly kernels: RowKernels;
  /** Zeros in the memory. */
  take(size: number): Float64Array;
}

/** Doubles of work that plain loops have done before a memory is there: those of a matrix of 15 × 15. */
const SMALL = 512;

/** @param size doubles there is room for. */
export function rowMemory(size: number): RowMemory {
  const { buffer, kernels } = (size > SMALL ? simdKernels(size) : undefined) ?? plainKernels(size);
  let used = 0;
  return {
    kernels,
    take(count) {
      used += 8 * count;
      return new Float64Array(buffer, used - 8 * count, count);
    },
  };
}

interface Compiled {
  readonly buffer: ArrayBuffer;
  readonly kernels: RowKernels;
}

let compiled: WebAssembly.Module | undefined;

/** Undefined where the platform has no SIMD or allows no code made at run time. */
export function simdKernels(size: number): Compiled | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil((8 * size) / 65536) });
    compiled ??= new WebAssembly.Module(encodeModule([rotate(), add(), addTwo(), dot()]));
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
    return { buffer: memory.buffer as ArrayBuffer, kernels: exports as unknown as RowKernels };
  } catch {
    return undefined;
  }
}

export function plainKernels(size: number): Compiled {
  const all = new Float64Array(size);
  const at = (bytes: number) => bytes / 8;
  const kernels: RowKernels = {
    rotate(x, y, count, s, c) {
      for (let k = at(x), l = at(y); k < at(x) + count; k++, l++) {
        [all[k], all[l]] = [c * all[k]! - s * all[l]!, s * all[k]! + c * all[l]!];
      }
    },
    add(y, x, count, a) {
      for (let k = 0; k < count; k++) all[at(y) + k]! += a * all[at(x) + k]!;
    },
    addTwo(z, x, y, count, a, b) {
      for (let k = 0; k < count; k++) all[at(z) + k]! += a * all[at(x) + k]! + b * all[at(y) + k]!;
    },
    /** Even elements, odd elements and a last one are added up by themselves, as lanes are. */
    dot(x, y, count, out) {
      const totals = [0, 0, 0];
      const even = count - (count % 2);
      for (let k = 0; k < count; k++) totals[k < even ? k % 2 : 2]! += all[at(x) + k]! * all[at(y) + k]!;
      all[at(out)] = totals[2]! + totals[0]! + totals[1]!;
    },
  };
  return { buffer: all.buffer, kernels };
}

/** Two doubles at a time or one. */
interface Lanes {
  readonly two: boolean;
  load(row: Local): Local;
  store(row: Local, value: Local): void;
  op(name: 'add' | 'sub' | 'mul', a: Local, b: Local): Local;
  /** A parameter for all lanes. */
  all(x: Local): Local;
}

/** A loop over rows: `body` for each pair of elements, then for the one that may be left. `count` is a parameter. */
function eachPair(f: WasmFunction, rows: readonly Local[], count: Local, body: (lanes: Lanes) => void): void {
  const first = rows[0]!;
  const ends = [-2, -1].map((mask) =>
    f.get(first).get(count).i32(mask).op('i32.and').i32(3).op('i32.shl').op('i32.add').keep('i32'),
  );
  for (const [i, two] of [true, false].entries()) {
    f.while(
      () => f.get(first).get(ends[i]!).op('i32.lt_u'),
      () => {
        body(lanesOf(f, two));
        for (const row of rows)
          f.get(row)
            .i32(two ? 16 : 8)
            .op('i32.add')
            .set(row);
      },
    );
  }
}

function lanesOf(f: WasmFunction, two: boolean): Lanes {
  const type = two ? 'v128' : 'f64';
  return {
    two,
    load: (row) =>
      f
        .get(row)
        .memory(two ? 'v128.load' : 'f64.load')
        .keep(type),
    store: (row, value) =>
      f
        .get(row)
        .get(value)
        .memory(two ? 'v128.store' : 'f64.store'),
    op: (name, a, b) =>
      f
        .get(a)
        .get(b)
        .op(`${two ? 'f64x2' : 'f64'}.${name}` as Opcode)
        .keep(type),
    all: (x) => (two ? f.get(x).op('f64x2.splat').keep('v128') : x),
  };
}

function rotate(): WasmFunction {
  const f = new WasmFunction('rotate', ['i32', 'i32', 'i32', 'f64', 'f64']);
  eachPair(f, [0, 1], 2, ({ load, store, op, all }) => {
    const [x, y, s, c] = [load(0), load(1), all(3), all(4)];
    store(1, op('add', op('mul', s, x), op('mul', c, y)));
    store(0, op('sub', op('mul', c, x), op('mul', s, y)));
  });
  return f;
}

function add(): WasmFunction {
  const f = new WasmFunction('add', ['i32', 'i32', 'i32', 'f64']);
  eachPair(f, [0, 1], 2, ({ load, store, op, all }) => store(0, op('add', load(0), op('mul', all(3), load(1)))));
  return f;
}

function addTwo(): WasmFunction {
  const f = new WasmFunction('addTwo', ['i32', 'i32', 'i32', 'i32', 'f64', 'f64']);
  eachPair(f, [0, 1, 2], 3, ({ load, store, op, all }) => {
    store(0, op('add', load(0), op('add', op('mul', all(4), load(1)), op('mul', all(5), load(2)))));
  });
  return f;
}

function dot(): WasmFunction {
  const f = new WasmFunction('dot', ['i32', 'i32', 'i32', 'i32']);
  const [pairs, last] = [f.local('v128'), f.local('f64')];
  eachPair(f, [0, 1], 2, ({ two, load, op }) => {
    const total = two ? pairs : last;
    f.get(op('add', total, op('mul', load(0), load(1)))).set(total);
  });
  f.get(3).get(last);
  for (const lane of [0, 1]) f.get(pairs).extract('f64x2.extract_lane', lane).op('f64.add');
  f.memory('f64.store');
  return f;
}
