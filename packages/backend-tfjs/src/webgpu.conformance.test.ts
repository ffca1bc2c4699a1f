import { testBackend } from '@saddlepoint/tensor/conformance';
import { describe, it } from 'vitest';
import { openWebgpu } from '../test/webgpu.js';
import { tfjs } from './tfjs.js';

const floats = 'the engine computes whole numbers as floats, exact up to 2^24';
const limits = "the graphics card's own function is wrong at infinity or near 0";

/** Methods with a case of wide integers. */
const wide = ['neg', 'abs', 'add', 'sub', 'mul', 'equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'];
const moved = [
  'where',
  'broadcastTo',
  'slice',
  'pad',
  'concat',
  'flip',
  'gather',
  'reshape',
  'transpose',
  'scatterAdd',
];
const compared = ['sum', 'max', 'min', 'argmax', 'argsort', 'cumsum'];
const integers = Object.fromEntries([...wide, ...moved, ...compared].map((name) => [`${name}/int32`, floats]));

const tf = await openWebgpu();
if (typeof tf === 'string') {
  console.log(`webgpu.conformance.test.ts: skipped, ${tf}`);
  it.skip('tfjs (webgpu)');
} else {
  // Shaders are compiled for the processor, which takes its time.
  const runner = { describe, it: (name: string, body: () => Promise<void>) => it(name, body, 120_000) };
  testBackend('tfjs (webgpu)', () => tfjs(tf, { engine: 'webgpu' }), runner, {
    // float16 is float32 rounded by arithmetic that the other rows test; each of its shaders takes its time.
    dtypes: ['float32', 'int32', 'uint8', 'bool'],
    tolerances: { float32: [3e-4, 3e-4, 3e-4] },
    skip: {
      ...integers,
      'log/float32/0': limits,
      'log1p/float32/0': limits,
      'expm1/float32/0': limits,
      'logSumExp/float32/0': limits,
    },
  });
}
