import {
  concat,
  exp,
  log,
  matmul,
  mul,
  reference,
  softmax,
  sum,
  type Tensor,
  tensor,
  where,
} from '@saddlepoint/tensor';
import { describe, expect, test } from 'vitest';
import { findNonFinite } from './find-non-finite.js';
import { guardFinite } from './guard-finite.js';

const params = {
  layer: {
    weight: tensor([
      [1, 2],
      [3, 4],
    ]),
    scale: tensor([1, -1]),
  },
};
type Params = typeof params;
/** The second number of the scale has no logarithm. */
const loss = (p: Params, x: Tensor): { loss: Tensor; logits: Tensor } => {
  const logits = matmul(x, p.layer.weight);
  return { loss: sum(mul(logits, log(p.layer.scale))), logits };
};
const x = tensor([[1, 1]]);

describe('findNonFinite', () => {
  test('names the first bad value by operation and path', async () => {
    const report = await findNonFinite(reference(), loss, [params, x]);
    expect(report).toMatchObject({
      op: 'log',
      shape: [2],
      nans: 1,
      infinities: 0,
      path: undefined,
      from: ['0.layer.scale'],
      operands: ["input '0.layer.scale' [2]"],
      message: "log [2] of input '0.layer.scale' [2] has 1 NaN of 2 values, computed from 0.layer.scale",
    });
  });

  test('an argument that is bad itself, and a result', async () => {
    const odd = tensor([[1, Number.NaN]], { allowNonFinite: true });
    const report = await findNonFinite(reference(), loss, [params, odd]);
    expect(report).toMatchObject({ op: 'input', path: '1', message: "input '1' [1, 2] has 1 NaN of 2 values" });
    const big = await findNonFinite(reference(), (a: Tensor) => ({ out: { y: exp(a.cast('float32')) } }), [
      tensor([1, 1e3, 1e3]),
    ]);
    expect(big).toMatchObject({ op: 'exp', path: 'out.y', nans: 0, infinities: 2 });
    expect(big!.message).toContain("has 2 infinite of 3 values (the result 'out.y'), computed from 0");
  });

  test('the first of many, of any rank, past sums that overflow', async () => {
    const long = (a: Tensor): Tensor => {
      let y = a.mul(1e38);
      for (let i = 0; i < 40; i++)
        y = y
          .mul(0.5)
          .add(sum(y).mul(1e-3))
          .reshape(i % 2 ? [2, 4] : [8]);
      return log(y.mul(0).sub(1));
    };
    const found = await findNonFinite(reference(), (a: Tensor) => long(a.cast('float16').cast('float32')), [
      tensor(new Float32Array(8).fill(3), { shape: [2, 4] }),
    ]);
    expect(found).toMatchObject({ op: 'log', nans: 8, infinities: 0, shape: [2, 4] });
  });

  test('a bad constant that an operation hands on', async () => {
    const bad = tensor([Number.NaN], { allowNonFinite: true });
    const found = await findNonFinite(reference(), (a: Tensor) => concat([a, bad]), [tensor([1])]);
    expect(found!.message).toBe(
      "concat [2] of input '0' [1] and constant [1] has 1 NaN of 2 values (the result), computed from 0",
    );
  });

  test('nothing to find', async () => {
    const good = { layer: { ...params.layer, scale: tensor([1, 2]) } };
    expect(await findNonFinite(reference(), loss, [good, x])).toBeUndefined();
    expect(
      await findNonFinite(reference(), (a: Tensor) => a.add(1), [tensor([1, 2], { dtype: 'int32' })]),
    ).toBeUndefined();
    expect(await findNonFinite(reference(), (a: Tensor, n: Tensor) => mul(a, n), [tensor([]), 2])).toBeUndefined();
  });

  test('infinities that are meant', async () => {
    const none = tensor(Number.NEGATIVE_INFINITY, { allowNonFinite: true });
    const masked = (a: Tensor) => softmax(where(a.greater(0), a, none));
    expect((await findNonFinite(reference(), masked, [tensor([1, -1])]))!.infinities).toBe(1);
    expect(await findNonFinite(reference(), masked, [tensor([1, -1])], { infinities: false })).toBeUndefined();
    await expect(findNonFinite(reference(), masked, [x], { nan: 1 } as object)).rejects.toThrow("unknown option 'nan'");
  });
});

describe('guardFinite', () => {
  test('passes what is finite through, and throws with the report for what is not', async () => {
    const guarded = guardFinite(reference(), loss);
    const good = { layer: { ...params.layer, scale: tensor([1, 1]) } };
    const { loss: value, logits } = await guarded(good, x);
    expect(await value.item()).toBe(0);
    expect([...(await logits.data())]).toEqual([4, 6]);
    await expect(guarded(params, x)).rejects.toThrow(
      "guardFinite: log [2] of input '0.layer.scale' [2] has 1 NaN of 2 values, computed from 0.layer.scale",
    );
    await guarded.dispose();
  });

  test('infinite results may be meant', async () => {
    const inverse = (a: Tensor) => tensor(1).div(a);
    await expect(guardFinite(reference(), inverse)(tensor([0]))).rejects.toThrow('div [1]');
    const y = await guardFinite(reference(), inverse, { infinities: false })(tensor([0]));
    expect(await y.item()).toBe(Number.POSITIVE_INFINITY);
  });

  test('errors', async () => {
    await expect(guardFinite(reference(), (a: Tensor) => a.greater(0))(x)).rejects.toThrow(
      'guardFinite: the function returns no float tensor to watch',
    );
    expect(() => guardFinite(reference(), loss, { donate: [0] } as object)).toThrow("unknown option 'donate'");
  });
});
