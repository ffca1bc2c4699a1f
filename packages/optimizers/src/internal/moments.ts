import { add, cast, expm1, log, mul, neg, scalar, sub, type Tensor } from '@saddlepoint/tensor';

/** β · before + (1 − β) · value, as x + (1 − β)(y − x): in single precision β and 1 − β do not add up to 1. */
export function average(before: Tensor, value: Tensor, beta: number): Tensor {
  return move(before, value, 1 - beta);
}

/** before + part · (value − before). */
export function move(before: Tensor, value: Tensor, part: number | Tensor): Tensor {
  return add(before, mul(sub(value, before), part));
}

/** 1 − βᵗ, to full precision where β is close to 1: what a running mean that began with 0 is divided by. */
export function correction(step: Tensor, beta: number | Tensor): Tensor {
  if (beta === 0) return scalar(1, 'float32');
  return neg(expm1(mul(cast(step, 'float32'), typeof beta === 'number' ? Math.log(beta) : log(cast(beta, 'float32')))));
}

/** The sum of numbers; 0 of none. */
export function total(values: readonly Tensor[]): Tensor {
  return values.length === 0 ? scalar(0, 'float32') : values.reduce(add);
}
