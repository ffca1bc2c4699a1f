import { tensor } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { expectTrajectory } from '../../test/trajectory.js';
import { adam } from '../adam.js';
import { chain } from '../chain.js';
import { decayWeights } from '../decay-weights.js';
import { momentum } from '../momentum.js';
import { scaleByLearningRate } from '../scale-by-learning-rate.js';
import type { OptimizerState, Transform, Update } from '../transform.js';
import { cautious } from './cautious.js';

test("timm's AdamW with caution", async () => {
  const decay = decayWeights({ kind: 'decoupled', weightDecay: 0.1, learningRate: 0.01 });
  await expectTrajectory('cautious', chain(cautious(adam({ learningRate: 0.01 })), decay));
});

test('what goes uphill is left out, the rest grows', async () => {
  const optimizer = cautious(chain(momentum({ momentum: 0.5 }), scaleByLearningRate({ learningRate: 1 })));
  const params = [tensor([0, 0])];
  const { state } = optimizer.update([tensor([4, 4])], optimizer.init(params), params);
  // The velocities are 1 and 3; the first gradient points the other way.
  const { updates } = optimizer.update([tensor([-1, 1])], state, params);
  expect(Array.from(await updates[0]!.data())).toEqual([0, -6]);
});

test('an optimizer that is an instance of a class', () => {
  class Own implements Transform {
    readonly name = 'own';
    init(): OptimizerState {
      return {};
    }
    update<P>(grads: P, state: OptimizerState): Update<P> {
      return { updates: grads, state };
    }
  }
  expect(cautious(new Own()).init(tensor([1]))).toEqual({});
});
