export { type BatchOptions, batches, countBatches } from './batches.js';
export { type Batch, type Column, type Dataset, dataset, sliceDataset, takeBatch } from './dataset.js';
export { DataError } from './errors.js';
export { type Idx, type IdxArray, parseIdx } from './idx.js';
export { type ImageClasses, type ImageDataset, imageDataset, type PixelScale } from './image-dataset.js';
