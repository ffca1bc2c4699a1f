import { DataError, dataset } from '@saddlepoint/data';
import type { Examples } from '../core/task.js';

const pixels = 3 * 32 * 32;
const record = 2 + pixels;

/**
 * CIFAR-100 from a file of its binary version (`train.bin`, `test.bin`): `x` float32 [3, 32, 32], `y` the fine classes 0 to
 * 99. Batches have a mean of 0 and a standard deviation of 1 over all training pixels.
 *
 * @param bytes the whole file: records of a coarse label, a fine label and the pixels, channel after channel.
 * @param name named in errors. Default `CIFAR-100 file`.
 * @throws DataError for a length that is no number of records, or a label out of range.
 * Source: Krizhevsky, "Learning multiple layers of features from tiny images" (2009).
 */
export function cifar100(bytes: Uint8Array, name = 'CIFAR-100 file'): Examples {
  const count = bytes.length / record;
  if (count === 0 || !Number.isInteger(count)) {
    throw new DataError(
      `${name}: ${bytes.length} bytes are no number of records of ${record}; is it the binary version?`,
    );
  }
  const data = new Uint8Array(count * pixels);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const [coarse, fine] = [bytes[i * record]!, bytes[i * record + 1]!];
    if (coarse >= 20 || fine >= 100) {
      throw new DataError(`${name}: record ${i} has the labels ${coarse} and ${fine}; they must be below 20 and 100`);
    }
    labels[i] = fine;
    data.set(bytes.subarray(i * record + 2, (i + 1) * record), i * pixels);
  }
  return dataset({
    x: { data, shape: [3, 32, 32], dtype: 'float32', mean: 121.9, std: 68.4 },
    y: { data: labels, shape: [], dtype: 'int32' },
  });
}
