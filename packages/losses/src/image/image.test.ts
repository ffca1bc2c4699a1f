import { add, square, type Tensor, tanh, tensor } from '@saddlepoint/tensor';
import { wave } from '../../test/fixture.js';
import { testLosses } from '../../test/table.js';
import { perceptual } from './perceptual.js';
import { ssim } from './ssim.js';

const bad = wave([5], 1, 0);
const even = (x: Tensor) => x.reshape([2, 2, 6, 7]).gather(tensor([0, 2, 4, 6], { dtype: 'int32' }), 3);
const extractor = (x: Tensor) => [tanh(x), add(square(even(x)), 0.5)];
const layerWeights = [1, 0.3];

testLosses('image', {
  ssim: {
    loss: (o, x, y) => ssim(x, y, { ...o, windowSize: 5, dataRange: 2 }),
    wrong: [
      [(o, x, y) => ssim(x, y, o), 'ssim: images [2, 2, 6, 7] are smaller than windowSize 11'],
      [(o, x, y) => ssim(x, y, { ...o, windowSize: 4 }), 'ssim: windowSize 4 must be odd, from 1 up'],
      [(o, x, y) => ssim(x, y, { ...o, dataRange: 0 }), 'ssim: dataRange 0 must be a number above 0'],
      [(o) => ssim(bad, bad, o), 'ssim: prediction must be [batch, channels, height, width], got [5]'],
    ],
  },
  perceptual: {
    loss: (o, x, y) => perceptual(extractor, x, y, { ...o, layerWeights }),
    wrong: [
      [
        (o, x, y) => perceptual(extractor, x, y, { ...o, layerWeights: [1] }),
        'perceptual: 1 layerWeights for 2 layers',
      ],
      [
        (o, x, y) => perceptual(extractor, x, y, { ...o, layerWeights: [1, -1] }),
        'perceptual: layerWeights[1] -1 must be',
      ],
    ],
  },
  'perceptual plain': { loss: (o, x, y) => perceptual(extractor, x, y, { ...o, layerWeights, normalize: false }) },
});
