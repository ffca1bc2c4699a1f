export { fashionMnist } from './fashion-mnist.js';
export { type ImageFolderOptions, imageFolder } from './image-folder.js';
export { mnist } from './mnist.js';
export { readIdx } from './read-idx.js';
