import { requireDType, requireSame } from '../dtype.js';
import { ShapeError } from '../errors.js';
import type { Primitive } from '../primitive.js';
import { showShape } from '../shape.js';
import { apply, type Tensor } from '../tensor.js';

export const searchSortedPrimitive: Primitive<Record<string, never>> = {
  name: 'searchSorted',
  infer([table, x]) {
    requireSame('searchSorted', [table!.dtype, x!.dtype]);
    requireDType('searchSorted', x!.dtype, ['float32']);
    if (table!.shape.length !== 1)
      throw new ShapeError(`searchSorted: the table ${showShape(table!.shape)} must have one axis`);
    return { shape: x!.shape, dtype: 'int32' };
  },
  kernel([table, x]) {
    const [sorted, values] = [table!.data, x!.data];
    const data = new Int32Array(values.length);
    for (let i = 0; i < data.length; i++) {
      const value = values[i]!;
      let low = 0;
      for (let high = sorted.length; low < high; ) {
        const middle = (low + high) >> 1;
        if (sorted[middle]! < value) low = middle + 1;
        else high = middle;
      }
      data[i] = low;
    }
    return data;
  },
  onHost: true,
};

/**
 * How many elements of an ascending `table` [n] are less than each x: int32 of x's shape, `numpy.searchsorted`. For
 * quantisation and histograms. On the host.
 *
 * @throws ShapeError for a table with other than one axis; DTypeError unless both are float32.
 */
export function searchSorted(table: Tensor, x: Tensor): Tensor {
  return apply(searchSortedPrimitive, [table, x], {});
}
