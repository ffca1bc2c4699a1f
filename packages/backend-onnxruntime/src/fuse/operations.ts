import type { DType, GraphNode } from '@saddlepoint/tensor';
import {
  erf,
  exp,
  expm1,
  type Local,
  log,
  log1p,
  type Opcode,
  sigmoid,
  tanh,
  type WasmFunction,
} from '@saddlepoint/tensor/wasm';
import type { Search } from './tables.js';

/** How a primitive is computed on four elements at a time. Bools are masks: all bits set for true. */
export interface Operation {
  /** Instructions for four elements, which is what an element costs. */
  readonly cost: number;
  emit(f: WasmFunction, operands: readonly Local[], node: GraphNode, from: DType): Local;
}

type Emit = Operation['emit'];

const operation = (cost: number, emit: Emit): Operation => ({ cost, emit });
const math = (cost: number, fn: (f: WasmFunction, x: Local) => Local): Operation =>
  operation(cost, (f, [x]) => fn(f, x!));

/** One instruction for each dtype it has; `from` is the operands' dtype. */
const instruction = (names: Partial<Record<DType, Opcode>>): Operation =>
  operation(1, (f, operands, _node, from) => f.value(names[from]!, ...operands));

const choose = (f: WasmFunction, condition: Local, a: Local, b: Local) => f.value('v128.bitselect', a, b, condition);
const same = (dtype: DType, value: number, f: WasmFunction) =>
  dtype === 'float32' ? f.floats(value) : f.integers(value);

const sign: Emit = (f, [x], _node, from) => {
  if (from === 'int32') return f.value('i32x4.max_s', f.value('i32x4.min_s', x!, f.integers(1)), f.integers(-1));
  const zero = f.floats(0);
  // x itself where it is neither: 0 of either sign, or NaN.
  const negative = choose(f, f.value('f32x4.lt', x!, zero), f.floats(-1), x!);
  return choose(f, f.value('f32x4.gt', x!, zero), f.floats(1), negative);
};

const clip: Emit = (f, [x], { attributes }, from) => {
  const [min, max] = [attributes.min as number, attributes.max as number];
  const prefix = from === 'int32' ? 'i32x4' : 'f32x4';
  const suffix = from === 'int32' ? '_s' : '';
  let y = x!;
  if (Number.isFinite(min)) y = f.value(`${prefix}.max${suffix}` as Opcode, y, same(from, min, f));
  if (Number.isFinite(max)) y = f.value(`${prefix}.min${suffix}` as Opcode, y, same(from, max, f));
  return y;
};

const cast: Emit = (f, [x], { dtype: to }, from) => {
  if (from === to) return x!;
  if (from === 'bool') return f.value('v128.and', x!, same(to, 1, f));
  if (to === 'bool') return f.value(from === 'float32' ? 'f32x4.ne' : 'i32x4.ne', x!, same(from, 0, f));
  if (to === 'float32') return f.value('f32x4.convert_i32x4_s', x!);
  const whole = from === 'float32' ? f.value('i32x4.trunc_sat_f32x4_s', x!) : x!;
  // Lanes past the last element hold anything, and the loop may look something up at their place.
  return to === 'uint8' ? f.value('v128.and', whole, f.integers(255)) : whole;
};

/** The values of a table at four places. */
const gather: Emit = (f, [table, index]) => {
  const addresses = f.value('i32x4.add', table!, f.shift('i32x4.shl', index!, 2));
  const values = f.get(addresses).extract('i32x4.extract_lane', 0).memory('v128.load32_zero').keep('v128');
  for (let lane = 1; lane < 4; lane++) {
    f.get(addresses).extract('i32x4.extract_lane', lane).get(values).lane('v128.load32_lane', lane).set(values);
  }
  return values;
};

/**
 * The class of each float (see tables.ts), then comparisons. One lane for itself: searches side by side wait less than
 * vectors that are put together at each step.
 */
const searchSorted: Emit = (f, [table, x, starts], { attributes }) => {
  const { shift, low, high, steps } = attributes as unknown as Search;
  const sign = f.value('v128.and', f.shift('i32x4.shr_s', x!, 31), f.integers(0x7fffffff));
  const index = f.shift('i32x4.shr_s', f.value('v128.xor', x!, sign), shift);
  const inside = f.value('i32x4.min_s', f.value('i32x4.max_s', index, f.integers(low)), f.integers(high));
  const addresses = f.value('i32x4.add', starts!, f.value('i32x4.sub', inside, f.integers(low)));
  const places = lanes.map((lane) => {
    const value = f.get(x!).extract('f32x4.extract_lane', lane).keep('f32');
    f.get(table!).extract('i32x4.extract_lane', 0);
    f.get(addresses).extract('i32x4.extract_lane', lane).memory('i32.load8_u').i32(2).op('i32.shl');
    let at = f.op('i32.add').keep('i32');
    for (let by = 2 ** (steps - 1); by >= 1; by /= 2) {
      f.get(at)
        .i32(4 * by)
        .op('i32.add')
        .get(at);
      f.get(at)
        .memory('f32.load', 4 * (by - 1))
        .get(value)
        .op('f32.lt')
        .op('select');
      at = f.keep('i32');
    }
    return at;
  });
  f.get(places[0]!).op('i32x4.splat');
  for (const lane of lanes.slice(1)) f.get(places[lane]!).extract('i32x4.replace_lane', lane);
  const found = f.shift('i32x4.shr_u', f.value('i32x4.sub', f.keep('v128'), table!), 2);
  // Nothing is less than NaN.
  return f.value('v128.and', found, f.value('f32x4.eq', x!, x!));
};

const lanes = [0, 1, 2, 3];

const abs = instruction({ float32: 'f32x4.abs', int32: 'i32x4.abs' });

/** Every primitive a kernel can compute. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    neg: instruction({ float32: 'f32x4.neg', int32: 'i32x4.neg' }),
    abs,
    sign: operation(4, sign),
    floor: instruction({ float32: 'f32x4.floor' }),
    round: instruction({ float32: 'f32x4.nearest' }),
    sqrt: operation(6, (f, [x]) => f.value('f32x4.sqrt', x!)),
    rsqrt: operation(10, (f, [x]) => f.value('f32x4.div', f.floats(1), f.value('f32x4.sqrt', x!))),
    exp: math(28, exp),
    expm1: math(27, expm1),
    log: math(26, log),
    log1p: math(32, log1p),
    tanh: math(19, tanh),
    sigmoid: math(30, sigmoid),
    erf: math(23, erf),
    relu: operation(2, (f, [x]) => f.value('v128.andnot', x!, f.value('f32x4.lt', x!, f.floats(0)))),
    clip: operation(2, clip),
    cast: operation(1, cast),
    broadcastTo: operation(0, (_f, [x]) => x!),
    add: instruction({ float32: 'f32x4.add', int32: 'i32x4.add' }),
    sub: instruction({ float32: 'f32x4.sub', int32: 'i32x4.sub' }),
    mul: instruction({ float32: 'f32x4.mul', int32: 'i32x4.mul' }),
    div: operation(5, (f, [a, b]) => f.value('f32x4.div', a!, b!)),
    maximum: instruction({ float32: 'f32x4.max', int32: 'i32x4.max_s' }),
    minimum: instruction({ float32: 'f32x4.min', int32: 'i32x4.min_s' }),
    equal: instruction({ float32: 'f32x4.eq', int32: 'i32x4.eq', bool: 'i32x4.eq' }),
    less: instruction({ float32: 'f32x4.lt', int32: 'i32x4.lt_s' }),
    lessEqual: instruction({ float32: 'f32x4.le', int32: 'i32x4.le_s' }),
    logicalAnd: instruction({ bool: 'v128.and' }),
    logicalOr: instruction({ bool: 'v128.or' }),
    logicalNot: instruction({ bool: 'v128.not' }),
    repeatEach: operation(0, (_f, [x]) => x!),
    gather: operation(11, gather),
    searchSorted: operation(60, searchSorted),
    where: operation(1, (f, [condition, a, b]) => choose(f, condition!, a!, b!)),
  }),
);
