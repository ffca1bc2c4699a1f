import type { ConformanceOptions } from '@saddlepoint/tensor/conformance';

const floats = 'the engine computes whole numbers as floats, exact up to 2^24';

/** Methods with a case of wide integers. */
const elementwise = ['neg', 'abs', 'add', 'sub', 'mul', 'equal', 'notEqual', 'less', 'lessEqual', 'greater'];
const moved = ['where', 'broadcastTo', 'slice', 'pad', 'concat', 'flip', 'gather', 'reshape', 'transpose'];
const compared = ['greaterEqual', 'scatterAdd', 'sum', 'max', 'min', 'argmax', 'argsort', 'cumsum'];

/** What the engines of graphics cards cannot do. */
export const graphicsLimits: ConformanceOptions = {
  // float16 is float32 rounded by arithmetic that the other rows test; each of its shaders takes its time.
  dtypes: ['float32', 'int32', 'uint8', 'bool'],
  tolerances: { float32: [3e-4, 3e-4, 3e-4] },
  skip: {
    ...Object.fromEntries([...elementwise, ...moved, ...compared].map((name) => [`${name}/int32`, floats])),
    'an index out of range is an error': 'shaders do not look whether there is one',
  },
};
