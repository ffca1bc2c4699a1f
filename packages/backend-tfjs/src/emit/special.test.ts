import { conformanceChecks, openSession } from '@saddlepoint/tensor/conformance';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { traitsOf } from '../engine/traits.js';
import { TfjsBackend } from '../tfjs.js';

await tf.setBackend('cpu');
/** An engine on which every probe has failed: all that can be composed of other kernels is. */
const session = openSession(new TfjsBackend(tf, { ...(await traitsOf(tf)), isRight: () => false }));

const composed = [
  ...['log', 'log1p', 'expm1', 'relu', 'div', 'mul', 'max', 'min', 'maximum', 'minimum'],
  ...['exp', 'sigmoid', 'sign', 'pow', 'cumsum', 'logSumExp', 'softplus', 'erfInv'],
];
const checks = conformanceChecks({ dtypes: ['float32'] }).filter(({ method }) => composed.includes(method));

test.each(checks)('$title, composed', (check) => check.run(session));

test('every one of them was checked', () => {
  expect(new Set(checks.map(({ method }) => method))).toEqual(new Set(composed));
});
