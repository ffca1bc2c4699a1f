import { ArgumentError, split } from '@saddlepoint/tensor';
import { applyChild, checked, requireLayer } from './checked.js';
import { childContext, type Layer } from './layer.js';

type ParamsOfAll<Layers extends readonly Layer[]> = {
  -readonly [K in keyof Layers]: Layers[K] extends Layer<infer P> ? P : never;
};

/**
 * One layer after the other. Parameters are an array with an entry for each layer, those without parameters included, so
 * paths are `0.weight`, `2.weight`, … as in `torch.nn.Sequential`.
 */
export function sequential<const Layers extends readonly Layer[]>(...layers: Layers): Layer<ParamsOfAll<Layers>> {
  if (layers.length === 0) throw new ArgumentError('sequential: needs one layer or more');
  layers.forEach((layer: unknown, i) => {
    requireLayer('sequential', `layer ${i}`, layer);
  });
  return checked('sequential', {
    children: Object.fromEntries(layers.entries()),
    init(key) {
      const keys = split(key, layers.length);
      return layers.map((layer, i) => layer.init(keys[i]!)) as ParamsOfAll<Layers>;
    },
    apply(params, x, context) {
      return layers.reduce(
        (y, layer, i) => applyChild(`sequential: layer ${i}`, layer, params[i], y, childContext(context, i)),
        x,
      );
    },
  });
}
