import type { ImageClasses } from '@saddlepoint/data';
import type { Backend } from '@saddlepoint/tensor';
import { type Judge, type Precision, trainJudge } from './judge.js';

/** The same training in two precisions. */
export type PrecisionRuns = { readonly [P in Precision]: Judge };

/** Trains the judge in float32 and in mixed precision, from the same weights on the same batches. */
export async function comparePrecisions(
  backend: Backend,
  data: ImageClasses,
  options: { readonly steps: number; readonly seed: number },
): Promise<PrecisionRuns> {
  const float32 = await trainJudge(backend, data, { ...options, precision: 'float32' });
  const mixed = await trainJudge(backend, data, { ...options, precision: 'mixed' });
  return { float32, mixed };
}
