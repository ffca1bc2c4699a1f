import { type Local, WasmFunction } from '../wasm/function.js';
import { encodeModule } from '../wasm/module.js';
import type { Fill } from './draw.js';
import { inverseNormal } from './inverse-normal.js';

/** The draws of `plain.ts` as WebAssembly loops over four lanes, in a memory of one page. */

interface Loops {
  bits(bytes: number, key0: number, key1: number, high: number, low: number): void;
  uniform(bytes: number, low: number, range: number): void;
  normal(bytes: number, low: number, high: number, mean: number, std: number): void;
}

let compiled: { readonly fill: Fill | undefined } | undefined;

/** A fill that runs the loops; undefined where the platform has no SIMD or allows no code made at run time. */
export function fillSimd(): Fill | undefined {
  compiled ??= { fill: compile() };
  return compiled.fill;
}

function compile(): Fill | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const module = new WebAssembly.Module(encodeModule([bits(), uniform(), normal()]));
    const loops = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Loops;
    return fillWith(loops, new Int32Array(memory.buffer));
  } catch {
    return undefined;
  }
}

/** Fills by chunks: 2^32 is a multiple of their size, so the counters of one have the high word in common. */
function fillWith(loops: Loops, chunk: Int32Array): Fill {
  return (out, { key, uniform, normal }, first) => {
    for (let start = 0; start < out.length; start += chunk.length) {
      const size = Math.min(chunk.length, out.length - start);
      const bytes = 4 * size;
      const counter = first + start;
      loops.bits(bytes, key[0], key[1], Math.floor(counter / 2 ** 32), counter);
      if (uniform) loops.uniform(bytes, uniform.low, uniform.range);
      if (normal) loops.normal(bytes, normal.low, normal.high, normal.mean, normal.std);
      out.set(chunk.subarray(0, size), start);
    }
  };
}

/** `body` for every 16 bytes up to `bytes`, which is parameter 0, and maybe some lanes beyond. */
function each(f: WasmFunction, body: (address: Local) => Local): WasmFunction {
  const address = f.local('i32');
  f.while(
    () => f.get(address).get(0).op('i32.lt_u'),
    () => {
      const result = body(address);
      f.get(address).get(result).memory('v128.store');
      f.get(address).i32(16).op('i32.add').set(address);
    },
  );
  return f;
}

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** The cipher of `threefry.ts` for four counters at a time, its two words made one. */
function bits(): WasmFunction {
  const f = new WasmFunction('bits', ['i32', 'i32', 'i32', 'i32', 'i32']);
  const [key0, key1, high, low] = [1, 2, 3, 4].map((word) => f.get(word).op('i32x4.splat').keep('v128'));
  const key2 = f.value('v128.xor', f.value('v128.xor', key0!, key1!), f.integers(0x1bd11bda));
  const keys = [key0!, key1!, key2];
  const injected = [1, 2, 3, 4, 5].map((i) => f.value('i32x4.add', keys[(i + 1) % 3]!, f.integers(i)));
  const first = f.value('i32x4.add', high!, key0!);
  const counter = f.value('i32x4.add', f.value('i32x4.add', low!, f.integers(0, 1, 2, 3)), key1!);
  const four = f.integers(4);
  return each(f, () => {
    let [a, b] = [first, counter];
    for (let round = 0; round < 20; round++) {
      const count = rotations[(round >> 2) & 1]![round & 3]!;
      a = f.value('i32x4.add', a, b);
      b = f.value('v128.xor', rotate(f, b, count), a);
      if (round % 4 < 3) continue;
      const i = (round + 1) / 4;
      a = f.value('i32x4.add', a, keys[i % 3]!);
      b = f.value('i32x4.add', b, injected[i - 1]!);
    }
    f.get(f.value('i32x4.add', counter, four)).set(counter);
    return f.value('v128.xor', a, b);
  });
}

/** The bytes of a lane in the order that rotating it left by so many bits gives. */
const byteOrders: Readonly<Record<number, number>> = { 16: 0x01000302, 24: 0x00030201 };

function rotate(f: WasmFunction, x: Local, count: number): Local {
  const order = byteOrders[count];
  if (order !== undefined) {
    const lane = (k: number) => order + k * 0x04040404;
    return f.value('i8x16.swizzle', x, f.integers(lane(0), lane(1), lane(2), lane(3)));
  }
  return f.value('v128.or', f.shift('i32x4.shl', x, count), f.shift('i32x4.shr_u', x, 32 - count));
}

/** Bits to floats on [low, low + range): 23 of them as a mantissa, scaled. */
function uniform(): WasmFunction {
  const f = new WasmFunction('uniform', ['i32', 'f32', 'f32']);
  const [low, range] = [1, 2].map((x) => f.get(x).op('f32x4.splat').keep('v128'));
  return each(f, (address) => {
    const mantissa = f.shift('i32x4.shr_u', f.get(address).memory('v128.load').keep('v128'), 9);
    const one = f.floats(1);
    const fraction = f.value('f32x4.sub', f.value('v128.or', mantissa, one), one);
    const scaled = f.value('f32x4.add', f.value('f32x4.mul', fraction, range!), low!);
    return f.value('f32x4.pmax', scaled, low!);
  });
}

/** Uniform on (−1, 1) to standard normal, held to [low, high], times std plus mean. */
function normal(): WasmFunction {
  const f = new WasmFunction('normal', ['i32', 'f32', 'f32', 'f32', 'f32']);
  const [low, high, mean, std] = [1, 2, 3, 4].map((x) => f.get(x).op('f32x4.splat').keep('v128'));
  return each(f, (address) => {
    const x = inverseNormal(f, f.get(address).memory('v128.load').keep('v128'));
    const held = f.value('f32x4.pmin', f.value('f32x4.pmax', x, low!), high!);
    return f.value('f32x4.add', f.value('f32x4.mul', held, std!), mean!);
  });
}
