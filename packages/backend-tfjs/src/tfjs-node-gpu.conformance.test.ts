import { testConformance } from '../test/tfjs-node-conformance.js';

// Its kernels on the processor are those of tfjs-node: float16 is composed of the same, and takes longest.
testConformance('@tensorflow/tfjs-node-gpu', process.env.CONFORMANCE === 'all' ? {} : { dtypes: ['float32', 'int32'] });
