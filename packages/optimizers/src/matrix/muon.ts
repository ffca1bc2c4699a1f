import {
  ArgumentError,
  add,
  cast,
  checkOptions,
  div,
  matmul,
  maximum,
  mul,
  reshape,
  type Tensor,
  tree,
  zerosLike,
} from '@saddlepoint/tensor';
import { type AdamwOptions, adamw } from '../adamw.js';
import { alias } from '../chain.js';
import { requireCount, requireDecay, requireOneOf, requirePositive } from '../internal/check.js';
import { decay, descend } from '../internal/descent.js';
import { leafwise } from '../internal/leafwise.js';
import { matcher } from '../internal/match.js';
import { move } from '../internal/moments.js';
import { norm } from '../layerwise/trust-ratio.js';
import type { Match, Transform } from '../transform.js';
import { partition } from '../wrappers/partition.js';

export interface ScaleByMuonOptions {
  /** μ, from 0 to below 1. Default 0.95. */
  momentum?: number;
  /** Look ahead by one step. Default true. */
  nesterov?: boolean;
  /** Newton-Schulz steps, at least 1. Default 5. */
  steps?: number;
  /** The coefficients a, b, c of a step. Default [3.4445, -4.775, 2.0315]. */
  coefficients?: readonly [number, number, number];
  /** The least norm a matrix is divided by, above 0. Default 1e-7. */
  eps?: number;
  /**
   * Size of the update of an [m, n] matrix: 'original' multiplies by √max(1, m / n), 'matchRmsAdamw' by 0.2 √max(m, n), so
   * that AdamW's rates and decays fit. Default 'original'.
   */
  adjust?: 'original' | 'matchRmsAdamw';
}

/**
 * The momentum of each weight matrix made nearly orthogonal: b ← μb + (1 − μ)g, u = μb + (1 − μ)g with Nesterov, else b,
 * X = u / ‖u‖, then five times X ← aX + (bA + cA²)X with A = XXᵀ, which takes all singular values to 0.7…1.2.
 *
 * Rows are outputs: a kernel [out, in, ...window] counts as a matrix [out, in · window]. For parameters of two axes and
 * more only; {@link muon} gives the others to AdamW. Computed in the gradients' precision (the original uses bfloat16).
 * State: `mu` (b).
 *
 * @throws ArgumentError for options out of range, or parameters with fewer than two axes.
 * Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024);
 * 'matchRmsAdamw': Liu et al., "Muon is scalable for LLM training" (2025), arXiv:2502.16982.
 */
export function scaleByMuon(options: ScaleByMuonOptions = {}): Transform {
  const owner = 'scaleByMuon';
  checkOptions(owner, options, muonOptions);
  const { nesterov = true, coefficients = [3.4445, -4.775, 2.0315], adjust = 'original' } = options;
  const decay = requireDecay(owner, 'momentum', options.momentum ?? 0.95);
  const steps = requireCount(owner, 'steps', options.steps ?? 5);
  const eps = requirePositive(owner, 'eps', options.eps ?? 1e-7);
  requireOneOf(owner, 'adjust', adjust, ['original', 'matchRmsAdamw']);
  if (steps === 0) throw new ArgumentError(`${owner}: steps 0 must be 1 or more`);
  return leafwise({
    name: 'muon',
    owner,
    state: {
      mu(param, path) {
        if (param.rank > 1) return zerosLike(param);
        throw new ArgumentError(
          `${owner}: '${path}' of shape [${param.shape}] is no matrix; leave it out of \`match\`, which gives it to AdamW`,
        );
      },
    },
    momentum: decay,
    rule(g, state, { fresh }) {
      const mu = move(state.mu, g, fresh);
      const [rows, columns] = [g.shape[0]!, g.size / g.shape[0]!];
      const matrix = reshape(nesterov ? move(mu, g, fresh) : mu, [rows, columns]);
      const size =
        adjust === 'original' ? Math.sqrt(Math.max(1, rows / columns)) : 0.2 * Math.sqrt(Math.max(rows, columns));
      return { update: reshape(mul(orthogonalize(matrix, steps, coefficients, eps), size), g.shape), mu };
    },
  });
}

/** A matrix with nearly the same singular vectors, and singular values near 1, by Newton-Schulz steps. */
function orthogonalize(
  matrix: Tensor,
  steps: number,
  coefficients: readonly [number, number, number],
  eps: number,
): Tensor {
  const [a, b, c] = coefficients;
  // The smaller of XXᵀ and XᵀX, without transposing X.
  const tall = matrix.shape[0]! > matrix.shape[1]!;
  let x = div(matrix, cast(maximum(norm(matrix), eps), matrix.dtype));
  for (let i = 0; i < steps; i++) {
    const gram = tall ? matmul(x, x, { transposeA: true }) : matmul(x, x, { transposeB: true });
    const polynomial = add(mul(gram, b), mul(matmul(gram, gram), c));
    x = add(mul(x, a), tall ? matmul(x, polynomial) : matmul(polynomial, x));
  }
  return x;
}

const muonOptions = ['momentum', 'nesterov', 'steps', 'coefficients', 'eps', 'adjust'] as const;

export interface MuonOptions extends ScaleByMuonOptions {
  /** From 0 up. Default 1e-3; 0.02 is customary with weightDecay 0. */
  learningRate?: number;
  /** λ, decoupled, from 0 up. Default 0.1. */
  weightDecay?: number;
  /** Which parameters are hidden weight matrices; leave out embeddings and the output layer. Default: two axes and more. */
  match?: Match;
  /** AdamW's options for all others. */
  adamw?: AdamwOptions;
}

/**
 * Muon for weight matrices and AdamW for the rest: θ ← θ − η (√max(1, m / n) · X + λθ), `torch.optim.Muon`, its defaults
 * included, and kernels of convolutions as matrices.
 *
 * For the hidden layers of transformers and convolutional networks. The state has the groups `muon` and `adamw`; a rate in
 * the extras goes to both, `{ groups: { adamw: { learningRate } } }` gives AdamW its own.
 * Moves 20 bytes a parameter besides the matrix products: 15 products a matrix, of 2 · rows · columns · min(rows, columns)
 * operations or fewer.
 *
 * @throws ArgumentError for options out of range, or a `match` that finds no parameters or some that are no matrices.
 * Source: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024).
 */
export function muon(options: MuonOptions = {}): Transform {
  checkOptions('muon', options, [...muonOptions, 'learningRate', 'weightDecay', 'match', 'adamw']);
  const { learningRate = 1e-3, weightDecay = 0.1, match = (x: Tensor) => x.rank > 1, adamw: rest, ...own } = options;
  const matrices = {
    match,
    transform: alias('muon', scaleByMuon(own), ...decay(weightDecay), descend('muon', learningRate)),
  };
  const matches = matcher('muon: match', match);
  const [alone, both] = [
    partition({ muon: matrices }),
    partition({ muon: matrices, adamw: { transform: adamw(rest) } }),
  ];
  const choose = (params: unknown): Transform =>
    tree.flatten(params).every(({ leaf, path }) => matches(leaf as Tensor, path)) ? alone : both;
  return {
    name: 'muon',
    init: (params) => choose(params).init(params),
    update: (grads, state, params, extras) => choose(params).update(grads, state, params, extras),
  };
}
