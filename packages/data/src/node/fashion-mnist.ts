import type { ImageClasses } from '../image-dataset.js';
import { imageFolder } from './image-folder.js';

const classes = ['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'];

/**
 * Fashion-MNIST: pictures of clothes, in number, size and format like {@link mnist}, and harder to tell apart.
 *
 * @param folder one with its IDX files, from https://github.com/zalandoresearch/fashion-mnist.
 * @throws DataError when a file is missing or damaged.
 *
 * Source: Xiao, Rasul, Vollgraf, 2017, arXiv:1708.07747.
 */
export async function fashionMnist(folder: string): Promise<ImageClasses> {
  return imageFolder(folder, { classes, mean: 0.286, std: 0.353 });
}
