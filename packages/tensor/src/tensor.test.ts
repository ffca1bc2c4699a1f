import { describe, expect, test } from 'vitest';
import { DisposedError, DTypeError, NonFiniteError, ShapeError } from './errors.js';
import { add, cast, concat, equal, full, logicalNot, mul, ones, where, zeros } from './index.js';
import { scalar, Tensor, tensor } from './tensor.js';
import { failure, numbers } from './testing/values.js';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

describe('creation', () => {
  test('nested arrays give shape and dtype', async () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([x.shape, x.dtype, x.rank, x.size]).toEqual([[2, 3], 'float32', 2, 6]);
    expect(await x.data()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(tensor(3).shape).toEqual([]);
    expect([tensor([]).shape, tensor([[], []]).shape]).toEqual([[0], [2, 0]]);
    expect(await tensor([true, false]).data()).toEqual(Uint8Array.of(1, 0));
    expect(await tensor([1, 0, true], { dtype: 'bool' }).data()).toEqual(Uint8Array.of(1, 0, 1));
    expect(await tensor([1, -2, true], { dtype: 'int32' }).data()).toEqual(Int32Array.of(1, -2, 1));
  });

  test('typed arrays give their dtype, take a shape and are not copied', async () => {
    const cases = [
      [Float32Array.of(1, 2), 'float32'],
      [Float64Array.of(1, 2), 'float32'],
      [Int32Array.of(1, 2), 'int32'],
      [Uint8Array.of(1, 0), 'bool'],
    ] as const;
    for (const [data, dtype] of cases) {
      const x = tensor(data, { shape: [2, 1] });
      expect([x.shape, x.dtype]).toEqual([[2, 1], dtype]);
      expect(x.source).toMatchObject({ kind: 'host' });
      expect((x.source as { data: unknown }).data).toBe(data);
      expect(await x.data()).not.toBe(data);
    }
    expect(await tensor(Float32Array.of(1, 0), { dtype: 'bool' }).data()).toEqual(Uint8Array.of(1, 0));
    expect(await tensor(Int32Array.of(3), { dtype: 'float32' }).data()).toEqual(Float32Array.of(3));
  });

  test('the shape given is copied', () => {
    const shape = [2];
    const x = tensor([1, 2], { shape });
    shape[0] = 3;
    expect(x.shape).toEqual([2]);
  });

  test('half precision holds halves, whatever is written', async () => {
    expect(await numbers(tensor([0.1, 2049], { dtype: 'float16' }))).toEqual([0.0999755859375, 2048]);
    expect(await numbers(scalar(0.1, 'float16'))).toEqual([0.0999755859375]);
  });

  test.each([
    [[[1, 2], [3]], 'tensor: ragged array: expected 2 at depth 1, got 1 entries'],
    [[[1], 2], 'tensor: ragged array: expected 1 at depth 1, got a single value'],
    [[1, [2]], 'tensor: ragged array: expected a single value at depth 1, got 1 entries'],
    [[[], [1]], 'tensor: ragged array: expected 0 at depth 1, got 1 entries'],
  ])('%j is ragged', (data, message) => {
    expect(() => tensor(data)).toThrow(new ShapeError(message));
  });

  test('values that do not fill the shape', () => {
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow(
      new ShapeError('tensor: 3 values do not fill shape [2, 2] (4)'),
    );
    expect(() => tensor([1], { shape: [-1] })).toThrow('tensor: [-1] is not a shape; sizes are integers from 0 up');
  });

  test('values a dtype cannot hold', () => {
    const thrown = (run: () => void, text: string) => expect(run).toThrow(new DTypeError(text));
    thrown(
      () => tensor([1, 2.5], { dtype: 'int32' }),
      'tensor: value 2.5 at position 1 is not int32; allowed: 32-bit integers',
    );
    thrown(
      () => tensor([2 ** 31], { dtype: 'int32' }),
      'tensor: value 2147483648 at position 0 is not int32; allowed: 32-bit integers',
    );
    const bools = 'allowed: true, false, 1 and 0';
    thrown(() => tensor([2], { dtype: 'bool' }), `tensor: value 2 at position 0 is not bool; ${bools}`);
    thrown(() => tensor([-1], { dtype: 'bool' }), `tensor: value -1 at position 0 is not bool; ${bools}`);
    thrown(
      () => tensor([nan], { dtype: 'int32' }),
      'tensor: value NaN at position 0 is not int32; allowed: 32-bit integers',
    );
    thrown(() => tensor(Uint8Array.of(0, 7)), `tensor: value 7 at position 1 is not bool; ${bools}`);
    thrown(() => tensor(['a'] as never), 'tensor: values must be numbers or booleans, got string');
    thrown(() => tensor([null] as never), 'tensor: values must be numbers or booleans, got null');
    thrown(() => tensor(undefined as never), 'tensor: values must be numbers or booleans, got undefined');
  });

  test('values that are not finite, or not in the dtype', async () => {
    const thrown = (run: () => void, text: string) => expect(run).toThrow(new NonFiniteError(text));
    const fix = 'pass allowNonFinite: true if meant';
    thrown(() => tensor([0, nan]), `tensor: value NaN at position 1; ${fix}`);
    thrown(() => tensor([[-inf]]), `tensor: value -Infinity at position 0; ${fix}`);
    thrown(() => tensor([1e39]), `tensor: value 1e+39 (beyond float32) at position 0; ${fix}`);
    thrown(() => tensor(Float64Array.of(1e39)), `tensor: value 1e+39 (beyond float32) at position 0; ${fix}`);
    thrown(() => tensor([70000], { dtype: 'float16' }), `tensor: value 70000 (beyond float16) at position 0; ${fix}`);
    expect(await numbers(tensor([nan, -inf], { allowNonFinite: true }))).toEqual([nan, -inf]);
  });

  test('a dtype that is none', () => {
    const allowed = "allowed: 'float32', 'float16', 'int32', 'uint8', 'bool'";
    expect(() => tensor([1], { dtype: 'float64' as never })).toThrow(
      new DTypeError(`tensor: dtype is 'float64'; ${allowed}`),
    );
  });

  test('an unknown option', () => {
    expect(() => tensor([1], { type: 'int32' } as never)).toThrow(
      "tensor: unknown option 'type'; allowed: shape, dtype, allowNonFinite",
    );
  });
});

describe('literals take the dtype of the other operand', () => {
  const int = tensor([1, 2], { dtype: 'int32' });

  test('whole numbers, booleans, halves', async () => {
    expect([add(int, 1).dtype, add(1, int).dtype, equal(int, 1).dtype]).toEqual(['int32', 'int32', 'bool']);
    expect(mul(tensor([1], { dtype: 'float16' }), 2).dtype).toBe('float16');
    expect(where(tensor([true]), 1, 0).dtype).toBe('float32');
    expect(await numbers(equal(tensor([true, false]), 1))).toEqual([1, 0]);
  });

  test('what does not fit is an error that names the operation', async () => {
    const int32 = await failure(() => add(int, 0.5));
    expect(int32).toEqual(new DTypeError('add: the constant 0.5 is not an int32; cast the tensor to float32 first'));
    expect(() => mul(int, 2 ** 31)).toThrow('mul: the constant 2147483648 is not an int32');
    expect(() => mul(int, -(2 ** 31))).not.toThrow();
    expect(() => equal(tensor([true]), 2)).toThrow(
      new DTypeError('equal: the constant 2 is not a bool; use true or false, or cast the tensor first'),
    );
    expect(() => add(tensor([1]), inf)).toThrow(
      new NonFiniteError(
        'add: the constant Infinity is not finite; if it is meant, write tensor(Infinity, { allowNonFinite: true })',
      ),
    );
    expect(() => mul(nan, int)).toThrow(NonFiniteError);
    expect(() => where(tensor([true]), tensor([1], { dtype: 'float16' }), -1e9)).toThrow(
      new NonFiniteError('where: the constant -1000000000 is beyond float16; its largest value is 65504'),
    );
    expect(() => add(tensor([1]), 1e39)).toThrow('add: the constant 1e+39 is beyond float32');
    expect(() => add(tensor([1]), true)).toThrow(
      "add: operands have different dtypes (float32, bool); cast the bool one: x.cast('float32')",
    );
  });

  test('anything else is an error', () => {
    expect(() => add(tensor([1]), null as never)).toThrow('add: expected a tensor or a number, got null');
    expect(() => add('1' as never, tensor([1]))).toThrow("add: expected a tensor or a number, got '1'");
    expect(() => concat([tensor([1]), [2] as never])).toThrow('concat: expected a tensor, got an array');
    expect(() => logicalNot(1)).toThrow('logicalNot: got float32, needs bool');
    expect(() => cast(2.5, 'int32')).toThrow('cast: the constant 2.5 is not an int32');
  });
});

describe('life of a tensor', () => {
  test('use after disposal says so, whatever it held', async () => {
    const makers = [() => tensor([1]), () => add(tensor([1]), 1), () => zeros([2])];
    for (const make of makers) {
      const x = make();
      x.dispose();
      x.dispose();
      expect(() => add(x, 1)).toThrow(
        new DisposedError(`add: tensor float32 [${x.shape}] was disposed; dispose of a tensor after its last use`),
      );
      expect((await failure(() => x.data())).message).toMatch(/^data: tensor float32 \[\d\] was disposed/);
    }
  });

  test('an expression computed once keeps its values', async () => {
    const a = ones([2]);
    const b = add(a, 1);
    expect(b.source.kind).toBe('op');
    expect(await numbers(b)).toEqual([2, 2]);
    expect(b.source.kind).toBe('stored');
    a.dispose();
    expect(await numbers(b)).toEqual([2, 2]);
    expect(await numbers(mul(b, b))).toEqual([4, 4]);
  });

  test('an expression over a disposed tensor names it when it is computed', async () => {
    const a = tensor([1, 2]);
    const b = add(a, 1);
    a.dispose();
    const error = await failure(() => b.data());
    expect(error).toBeInstanceOf(DisposedError);
    expect(error.message).toContain('tensor float32 [2] was disposed');
  });

  test('text', () => {
    expect(String(tensor([1]))).toBe('Tensor(float32 [1], host)');
    expect(JSON.stringify({ x: full([2], 1) })).toBe('{"x":"Tensor(float32 [2], op)"}');
    expect(Object.prototype.toString.call(tensor(1))).toBe('[object Tensor]');
  });

  test('operands are older than results', () => {
    const a = tensor([1]);
    const b = add(a, a);
    expect(b).toBeInstanceOf(Tensor);
    expect(b.id).toBeGreaterThan(a.id);
  });
});
