import { ArgumentError, div, foldIn, key as keyOf, type Tensor } from '@saddlepoint/tensor';
import { replaceAt, weightsOf } from '../internal/check.js';
import { insideOf, type LayerLike, requireLayer, type StateView } from '../internal/layer.js';
import { iterate, sigmaOf, startVectors } from './power-iteration.js';
import { type SpectralOptions, spectrumOf } from './spectral-normalization.js';

/**
 * A layer whose weights are divided by their largest singular value, W / σ(W), found by power iteration with vectors that
 * stay from pass to pass. `torch.nn.utils.parametrizations.spectral_norm`. Parameters are the layer's own; the vectors are
 * its state, `weight_u` and `weight_v` for a parameter `weight`, so the model is applied by `applyWithState`.
 *
 * A training pass iterates first, another takes the vectors as they are. They begin at random (torch makes 15 iterations
 * on the first weights): make a few training passes, or one with `iterations: 15`, before one of evaluation. The
 * gradient goes through σ, with u and v constants.
 *
 * When to use: every layer of a discriminator; {@link spectralNormalization} does all weights of a model at once.
 *
 * @param layer one with a `weight` of two axes or more, or that `match` names.
 * @throws ArgumentError for options out of range, when no parameter matches, or a pass without state.
 * Source: Miyato et al. 2018, arXiv:1802.05957; convolutions by their own norm: Gouk et al. 2018, arXiv:1804.04368.
 */
export function spectralNorm<P>(layer: LayerLike<P>, options: SpectralOptions = {}): LayerLike<P> {
  const owner = 'spectralNorm';
  requireLayer(owner, layer);
  const { mapOf, iterations, eps } = spectrumOf(owner, options);
  return {
    ...insideOf(layer),
    init: (key) => layer.init(key),
    state() {
      // Of these parameters only the shapes count.
      const vectors = weightsOf(owner, layer.init(keyOf(0)), options.match).flatMap(({ path, weight }, i) => {
        const { u, v } = startVectors(foldIn(keyOf(0), i), mapOf(weight, path), weight, eps);
        return [[`${path}_u`, u] as const, [`${path}_v`, v] as const];
      });
      return { ...layer.state?.(), ...Object.fromEntries(vectors) };
    },
    apply(params, x, context) {
      const state = requireState(owner, context?.state);
      const normalized = weightsOf(owner, params, options.match).map(({ path, weight }): [string, Tensor] => {
        const map = mapOf(weight, path);
        const before = { u: state.read(`${path}_u`), v: state.read(`${path}_v`) };
        const vectors = context?.training ? iterate(map, weight, before, iterations, eps) : before;
        state.write(`${path}_u`, vectors.u);
        state.write(`${path}_v`, vectors.v);
        return [path, div(weight, sigmaOf(map, weight, vectors))];
      });
      return layer.apply(replaceAt(params, new Map(normalized)), x, context);
    },
  };
}

function requireState(owner: string, state: StateView | undefined): StateView {
  if (state) return state;
  throw new ArgumentError(`${owner}: there are no vectors; apply the model by applyWithState(model, params, state, x)`);
}
