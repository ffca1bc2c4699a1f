export { type CrossEntropyOptions, crossEntropy } from './cross-entropy.js';
export type { Reduction } from './internal/reduction.js';
export { type MseOptions, mse } from './mse.js';
