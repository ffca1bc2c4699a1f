export { fashionMnist } from './fashion-mnist.js';
export { type ImageFolderOptions, imageFolder } from './image-folder.js';
export { mnist } from './mnist.js';
export { type PrefetchOptions, prefetchBatches } from './prefetch-batches.js';
export { readIdx } from './read-idx.js';
