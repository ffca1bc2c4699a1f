import { expect, test } from 'vitest';
import { float32Bytes, float64Bytes, signed, unsigned } from './bytes.js';
import { WasmFunction } from './function.js';
import { encodeModule } from './module.js';

test('numbers are encoded as the specification says', () => {
  expect(unsigned(0)).toEqual([0]);
  expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
  expect(unsigned(2 ** 32 - 1)).toEqual([255, 255, 255, 255, 15]);
  expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]);
  expect(signed(64)).toEqual([0xc0, 0]);
  expect(signed(-64)).toEqual([0x40]);
  expect(float32Bytes(1)).toEqual([0, 0, 128, 63]);
  expect(float64Bytes(-2)).toEqual([0, 0, 0, 0, 0, 0, 0, 192]);
});

/** y = 2x + 1 of `count` floats, four at a time. */
function affine(): WasmFunction {
  const f = new WasmFunction('affine', ['i32', 'i32']);
  const [at, end] = [0, 1];
  f.while(
    () => f.get(at).get(end).op('i32.lt_u'),
    () => {
      const x = f.get(at).memory('v128.load').keep('v128');
      const y = f.value('f32x4.add', f.value('f32x4.mul', x, f.floats(2)), f.floats(1));
      f.get(at).get(y).memory('v128.store');
      f.get(at).i32(16).op('i32.add').set(at);
    },
  );
  return f;
}

test('a module runs on the memory it is given', async () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const values = new Float32Array(memory.buffer, 64, 9).fill(3);
  const { instance } = await WebAssembly.instantiate(encodeModule([affine(), new WasmFunction('nothing', [])]), {
    env: { memory },
  });
  (instance.exports.affine as (from: number, to: number) => void)(64, 64 + 32);
  (instance.exports.nothing as () => void)();
  expect([...values]).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 3]);
});

test('a loop may run no time, and a condition hold or not', () => {
  const f = new WasmFunction('half', ['i32', 'i32']);
  f.while(
    () => f.get(1),
    () => {
      f.get(1).i32(1).op('i32.and');
      f.if(() => f.get(0).i32(7).memory('i32.store'));
      f.get(1).i32(1).op('i32.shr_u').set(1);
    },
  );
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encodeModule([f])), { env: { memory } });
  const written = (bits: number): number => {
    new Int32Array(memory.buffer)[0] = 0;
    (exports.half as (at: number, bits: number) => void)(0, bits);
    return new Int32Array(memory.buffer)[0]!;
  };
  expect([0, 1, 8].map(written)).toEqual([0, 7, 7]);
});

test('every instruction name is a valid instruction', async () => {
  const { opcodes } = await import('./opcodes.js');
  const operands = (name: string): number =>
    /(neg|abs|sqrt|floor|nearest|\.not$|splat|promote|demote|trunc|convert|extend)/.test(name)
      ? 1
      : /bitselect/.test(name)
        ? 3
        : 2;
  for (const name of Object.keys(opcodes) as (keyof typeof opcodes)[]) {
    if (!/x4|x2|x8|x16|v128/.test(name) || /splat|\.sh[lr]|(all|any)_true/.test(name)) continue;
    const f = new WasmFunction('f', []);
    f.value(name, ...Array.from({ length: operands(name) }, () => f.floats(1)));
    expect(WebAssembly.validate(encodeModule([f])), name).toBe(true);
  }
});
