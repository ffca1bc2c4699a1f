import { applyChild, checked, requireLayer } from './checked.js';
import type { Layer } from './layer.js';

/** x + layer(x). Parameters are the layer's own. Source: He, Zhang, Ren, Sun (2015), arXiv:1512.03385. */
export function residual<P>(layer: Layer<P>): Layer<P> {
  requireLayer('residual', 'its argument', layer);
  return checked('residual', {
    ...(layer.children && { children: layer.children }),
    ...(layer.state && { state: () => layer.state!() }),
    init: (key) => layer.init(key),
    apply: (params, x, context) => x.add(applyChild('residual', layer, params, x, context)),
  });
}
