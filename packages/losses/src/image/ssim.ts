import {
  add,
  conv,
  div,
  mean,
  mul,
  reshape,
  ShapeError,
  showShape,
  square,
  sub,
  type Tensor,
  tensor,
} from '@saddlepoint/tensor';
import { positive, requireAlike, requireNumber, requireRank } from '../internal/checks.js';
import { checkLossOptions, finish, type LossOptions } from '../internal/loss.js';

export interface SsimOptions extends LossOptions {
  /** Distance from the darkest to the brightest value there can be, > 0. Default 1. */
  dataRange?: number;
  /** Side of the Gaussian window, odd, at most the image's. Default 11. */
  windowSize?: number;
  /** Standard deviation of the window, in pixels, > 0. Default 1.5. */
  sigma?: number;
}

/**
 * 1 − structural similarity, one loss an image: the mean over channels and windows of
 * (2 μₓμᵧ + c₁)(2 σₓᵧ + c₂) / ((μₓ² + μᵧ² + c₁)(σₓ² + σᵧ² + c₂)), c₁ = (0.01 L)², c₂ = (0.03 L)², L the data range.
 *
 * When to use: reconstruction that should look right, mostly added to `mae`. Windows lie inside the image;
 * (co)variances are those of the window's weights, as in the authors' code.
 *
 * @param prediction @param target [batch, channels, height, width].
 * @throws ShapeError, DTypeError; ArgumentError for options out of range.
 * Source: Wang et al. 2004, "Image Quality Assessment: From Error Visibility to Structural Similarity".
 */
export function ssim(prediction: Tensor, target: Tensor, options: SsimOptions = {}): Tensor {
  checkLossOptions('ssim', options, ['dataRange', 'windowSize', 'sigma']);
  const { dataRange = 1, windowSize = 11, sigma = 1.5 } = options;
  requireAlike('ssim', { prediction, target });
  requireRank('ssim', 'prediction', prediction, 'batch, channels, height, width');
  requireNumber('ssim', 'dataRange', dataRange, positive);
  requireNumber('ssim', 'sigma', sigma, positive);
  requireNumber('ssim', 'windowSize', windowSize, { text: 'odd, from 1 up', test: (n) => n >= 1 && n % 2 === 1 });
  const [batch, channels, height, width] = prediction.shape as [number, number, number, number];
  if (Math.min(height, width) < windowSize) {
    throw new ShapeError(`ssim: images ${showShape(prediction.shape)} are smaller than windowSize ${windowSize}`);
  }
  const blur = gaussianBlur(windowSize, sigma, prediction);
  const plane = (x: Tensor) => reshape(x, [batch * channels, 1, height, width]);
  const [x, y] = [plane(prediction), plane(target)];
  const [mx, my] = [blur(x), blur(y)];
  const variances = sub(blur(add(square(x), square(y))), add(square(mx), square(my)));
  const covariance = sub(blur(mul(x, y)), mul(mx, my));
  const [c1, c2] = [(0.01 * dataRange) ** 2, (0.03 * dataRange) ** 2];
  const light = div(add(mul(mul(mx, my), 2), c1), add(add(square(mx), square(my)), c1));
  const structure = div(add(mul(covariance, 2), c2), add(variances, c2));
  const windows = reshape(mul(light, structure), [
    batch,
    channels * (height - windowSize + 1) * (width - windowSize + 1),
  ]);
  return finish('ssim', sub(1, mean(windows, 1)), options);
}

/** Down the columns, then along the rows. */
function gaussianBlur(size: number, sigma: number, like: Tensor): (x: Tensor) => Tensor {
  const bell = Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma ** 2)));
  const amount = bell.reduce((a, b) => a + b, 0);
  const weights = Float64Array.from(bell, (w) => w / amount);
  const kernel = tensor(weights, { dtype: like.dtype });
  return (x) => conv(conv(x, reshape(kernel, [1, 1, size, 1])), reshape(kernel, [1, 1, 1, size]));
}
