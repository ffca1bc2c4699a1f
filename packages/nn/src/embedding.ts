import { type Initializer, normal } from '@saddlepoint/init';
import { checkOptions, DTypeError, gather, type Tensor } from '@saddlepoint/tensor';
import { checked } from './checked.js';
import { checkParameters, type Layer, requireCount, requireInitializer } from './layer.js';

export interface EmbeddingParams {
  /** [count, width]. */
  weight: Tensor;
}

export interface EmbeddingOptions {
  /** Default: standard normal, as PyTorch. */
  weight?: Initializer;
}

/** Rows of a table by int32 index: [...] → [..., width]. Parameters as `torch.nn.Embedding`. */
export function embedding(count: number, width: number, options: EmbeddingOptions = {}): Layer<EmbeddingParams> {
  checkOptions('embedding', options, ['weight']);
  requireCount('embedding', 'count', count);
  requireCount('embedding', 'width', width);
  const { weight = normal() } = options;
  requireInitializer('embedding', 'weight', weight);
  const shapes = { weight: [count, width] };
  return checked('embedding', {
    init: (key) => ({ weight: weight(key, shapes.weight) }),
    apply(params, x) {
      if (x.dtype !== 'int32')
        throw new DTypeError(`embedding: indices must be int32, got ${x.dtype}; cast them: x.cast('int32')`);
      checkParameters('embedding', params, shapes);
      return gather(params.weight, x);
    },
  });
}
