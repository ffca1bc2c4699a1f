import type { GanLoss } from '@saddlepoint/losses';
import type { Layer } from '@saddlepoint/nn';
import { type AverageState, applyUpdates, ema, type OptimizerState, type Transform } from '@saddlepoint/optimizers';
import { type GameBalance, gameBalance, type SpectralState } from '@saddlepoint/stabilizers';
import {
  add,
  type Backend,
  compile,
  foldIn,
  gather,
  key as keyOf,
  materialize,
  mul,
  normal,
  split,
  stopGradient,
  type Tensor,
  tree,
  uniform,
  valueAndGrad,
} from '@saddlepoint/tensor';
import type { Method } from './methods.js';

export interface Networks {
  /** From noise [batch, latent] to samples. */
  readonly generator: Layer<unknown>;
  /** From samples to a score each. */
  readonly discriminator: Layer<unknown>;
  readonly latent: number;
  /** Decay of the running mean of the generator's parameters, which then draws the samples. Default: no mean. */
  readonly averaging?: number;
}

interface Player {
  readonly params: unknown;
  readonly optimizer: OptimizerState;
  /** Of spectral normalisation. */
  readonly vectors?: SpectralState<unknown>;
  /** The running mean of a generator's parameters. */
  readonly average?: AverageState<unknown>;
}

interface Players {
  readonly generator: Player;
  readonly discriminator: Player;
}

export interface Gan {
  init(seed: number): Promise<Players>;
  /**
   * A step of the generator after those of the discriminator.
   *
   * @param data all real samples; batches are drawn from them. @param pace what the learning rates are multiplied by.
   */
  step(players: Players, data: Tensor, key: Tensor, pace: number): Promise<{ players: Players; balance: GameBalance }>;
  generate(generator: Player, noise: Tensor): Promise<Tensor>;
  dispose(): Promise<void>;
}

/** The game of two networks under one method; a whole step is one compiled function. */
export function createGan(backend: Backend, networks: Networks, method: Method, batchSize: number): Gan {
  const { generator, discriminator, latent, averaging } = networks;
  const averages = averaging === undefined ? undefined : ema({ decay: averaging, warmup: true });
  const { game, spectral, criticSteps } = method;
  const noise = (key: Tensor): Tensor => normal(key, [batchSize, latent]);
  const draw = (data: Tensor, key: Tensor): Tensor =>
    gather(data, mul(uniform(key, [batchSize]), data.shape[0]!).cast('int32'));
  const criticOf = (params: unknown, { vectors }: Player) => {
    const weights = spectral && vectors ? spectral.normalize(params, vectors) : params;
    return (x: Tensor): Tensor => mul(discriminator.apply(weights, x), spectral ? (method.lipschitz ?? 1) : 1);
  };

  const criticStep = ({ generator: g, discriminator: d }: Players, data: Tensor, key: Tensor, pace: Tensor) => {
    const [dataKey, noiseKey, penaltyKey] = split(key, 3) as [Tensor, Tensor, Tensor];
    const real = draw(data, dataKey);
    const fake = stopGradient(generator.apply(g.params, noise(noiseKey)));
    const player = spectral && d.vectors ? { ...d, vectors: spectral.update(d.params, d.vectors) } : d;
    const lossOf = (params: unknown) => {
      const critic = criticOf(params, player);
      const scores = { real: critic(real), fake: critic(fake) };
      const loss = game.discriminator(scores);
      const penalty = method.penalty?.(critic, real, fake, penaltyKey);
      return [penalty ? add(loss, penalty) : loss, scores] as const;
    };
    const [, grads, scores] = valueAndGrad(lossOf, { aux: true })(d.params);
    return { player: moved(player, method.discriminator, grads, pace), scores };
  };

  const generatorStep = ({ generator: g, discriminator: d }: Players, key: Tensor, pace: Tensor): Player => {
    const critic = criticOf(d.params, d);
    const z = noise(key);
    const [, grads] = valueAndGrad((params: unknown) => generatorLoss(game, critic(generator.apply(params, z))))(
      g.params,
    );
    const player = moved(g, method.generator, grads, pace);
    return averages && g.average ? { ...player, average: averages.update(g.average, player.params) } : player;
  };

  const step = compile(
    backend,
    (players: Players, data: Tensor, key: Tensor, pace: Tensor) => {
      const keys = split(key, criticSteps + 1);
      let current = players;
      let balance: GameBalance | undefined;
      for (const criticKey of keys.slice(1)) {
        const { player, scores } = criticStep(current, data, criticKey, pace);
        current = { ...current, discriminator: player };
        balance = gameBalance(scores);
      }
      return { players: { ...current, generator: generatorStep(current, keys[0]!, pace) }, balance: balance! };
    },
    { donate: [0] },
  );
  const generate = compile(backend, (params: unknown, z: Tensor) => generator.apply(params, z));

  return {
    async init(seed) {
      const [first, second, third] = split(keyOf(seed), 3) as [Tensor, Tensor, Tensor];
      const [g, d] = [generator.init(first), discriminator.init(second)];
      const players: Players = {
        generator: { params: g, optimizer: method.generator.init(g), ...(averages && { average: averages.init(g) }) },
        discriminator: {
          params: d,
          optimizer: method.discriminator.init(d),
          ...(spectral && { vectors: spectral.init(third, d) }),
        },
      };
      return materialize(players, backend);
    },
    step: (players, data, key, pace) => step(players, data, key, pace),
    generate: ({ params, average }, z) => generate(averages && average ? averages.weights(average) : params, z),
    async dispose() {
      await Promise.all([step.dispose(), generate.dispose()]);
    },
  };
}

const generatorLoss = (game: GanLoss, fake: Tensor): Tensor => game.generator({ fake });

/** The player after a step of its optimizer. */
function moved(player: Player, transform: Transform, grads: unknown, pace: Tensor): Player {
  const { updates, state } = transform.update(grads, player.optimizer, player.params);
  const paced = tree.map(updates, (update) => mul(update as Tensor, pace));
  return { ...player, params: applyUpdates(player.params, paced), optimizer: state };
}

export interface Play {
  readonly steps: number;
  readonly seed: number;
  /** Called before the first step, about every `every` steps and after the last. */
  readonly every: number;
  look(step: number, generate: (noise: Tensor) => Promise<Tensor>): Promise<void>;
}

/** Balance of the game, one number a step. */
export interface BalanceHistory {
  readonly gap: number[];
  readonly realAccuracy: number[];
  readonly fakeAccuracy: number[];
}

/** Plays a game to its end. The rates stay for half of the steps and then fall to 0. */
export async function play(gan: Gan, data: Tensor, { steps, seed, every, look }: Play): Promise<BalanceHistory> {
  const history: BalanceHistory = { gap: [], realAccuracy: [], fakeAccuracy: [] };
  let players = await gan.init(seed);
  const generate = (noise: Tensor): Promise<Tensor> => gan.generate(players.generator, noise);
  for (let i = 0; i < steps; i++) {
    if (i % every === 0) await look(i, generate);
    const next = await gan.step(players, data, foldIn(keyOf(seed), i), Math.min(1, 2 * (1 - i / steps)));
    players = next.players;
    for (const name of ['gap', 'realAccuracy', 'fakeAccuracy'] as const)
      history[name].push(await next.balance[name].item());
  }
  await look(steps, generate);
  return history;
}
