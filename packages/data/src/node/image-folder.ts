import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../errors.js';
import { type ImageClasses, type ImageDataset, imageDataset, type PixelScale } from '../image-dataset.js';
import { readIdx } from './read-idx.js';

export interface ImageFolderOptions extends PixelScale {
  /** Names of the classes, in the order of their labels. */
  classes: readonly string[];
}

/**
 * Reads a folder of four IDX files named as MNIST names them (`train-images-idx3-ubyte`, `train-labels-idx1-ubyte`,
 * `t10k-…`), with or without `.gz`.
 *
 * @throws DataError listing the files that are missing, or for one that is damaged.
 */
export async function imageFolder(folder: string, options: ImageFolderOptions): Promise<ImageClasses> {
  const found = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    throw new DataError(`${folder}: not a folder that can be read (${cause.code})`, { cause });
  });
  const names = [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ];
  // Some copies write `train-images.idx3-ubyte`.
  const files = names.map((name) => found.find((file) => file.replace('.idx', '-idx').replace(/\.gz$/, '') === name));
  const missing = names.filter((_, i) => files[i] === undefined);
  if (missing.length > 0) throw new DataError(`${folder}: missing ${missing.join(', ')} (each may end in .gz)`);
  const part = async (images: string, labels: string): Promise<ImageDataset> => {
    const arrays = [await readIdx(join(folder, images)), await readIdx(join(folder, labels))] as const;
    return imageDataset(...arrays, options.classes.length, options);
  };
  const [trainImages, trainLabels, testImages, testLabels] = files as [string, string, string, string];
  return {
    train: await part(trainImages, trainLabels),
    test: await part(testImages, testLabels),
    classes: options.classes,
  };
}
