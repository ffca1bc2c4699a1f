import { ArgumentError, foldIn, key, ShapeError, TreeError, zeros } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { wave } from '../test/torch.js';
import { relu } from './activations.js';
import { batchNorm } from './batch-norm.js';
import { dropout } from './dropout.js';
import { childContext, type Layer } from './layer.js';
import { linear } from './linear.js';
import { residual } from './residual.js';
import { sequential } from './sequential.js';
import { applyWithState, initState, type LayerState } from './state.js';

const norm = batchNorm(2);
const model = sequential(linear(2, 2), residual(norm), relu(), residual(sequential(norm, relu())));

test('the state lies at the paths of the parameters, through every container', () => {
  expect(Object.keys(initState(model))).toEqual([
    ...['1.running_mean', '1.running_var', '1.num_batches_tracked'],
    ...['3.0.running_mean', '3.0.running_var', '3.0.num_batches_tracked'],
  ]);
  expect(initState(sequential(relu(), dropout()))).toEqual({});
});

test('training changes the state, evaluation does not, and the one given stays as it was', async () => {
  const params = model.init(key(0));
  const state = initState(model);
  const { state: trained } = applyWithState(model, params, state, wave([4, 2]), { training: true });
  const countsOf = async (s: LayerState) => {
    const counts = Object.entries(s).filter(([path]) => path.includes('tracked'));
    return Promise.all(counts.map(([, count]) => count.item()));
  };
  expect(await countsOf(trained)).toEqual([1, 1]);
  expect(await countsOf(state)).toEqual([0, 0]);
  expect(applyWithState(model, params, trained, wave([4, 2])).state).toEqual(trained);
});

test('a layer that is applied twice in a pass goes on from what it left', async () => {
  const twice: Layer<object> = {
    children: { norm },
    init: (from) => norm.init(from),
    apply: (p, x, context) => {
      const inside = childContext(context, 0, 'norm');
      return norm.apply(p, norm.apply(p, x, inside), inside);
    },
  };
  const { state } = applyWithState(twice, twice.init(key(0)), initState(twice), wave([4, 2]), { training: true });
  expect(await state['norm.num_batches_tracked']!.item()).toBe(2);
});

test('a child gets its part of the state beside mode and key', async () => {
  const written: string[] = [];
  const at = (path: string): NonNullable<Parameters<typeof childContext>[0]>['state'] & object => ({
    cumulative: false,
    read: () => zeros([]),
    write: (name) => written.push(path + name),
    child: (name) => at(`${path}${name}.`),
  });
  const context = childContext({ training: true, key: key(4), state: at('') }, 1)!;
  context.state!.write('mean', zeros([]));
  childContext(context, 0, 'gate')!.state!.write('mean', zeros([]));
  expect(written).toEqual(['1.mean', '1.gate.mean']);
  expect(await context.key!.data()).toEqual(await foldIn(key(4), 1).data());
});

test('a state of another model, or a container that hides its children, is an error', () => {
  const params = model.init(key(0));
  const x = wave([4, 2]);
  expect(() => applyWithState(model, params, {}, x)).toThrow(TreeError);
  expect(() => applyWithState(model, params, {}, x)).toThrow(
    'state: the trees differ; missing: 1.running_mean, 1.running_var',
  );
  expect(() => applyWithState(relu(), {}, initState(norm), x)).toThrow('unexpected: running_mean');
  const narrow = { ...norm.state!(), running_mean: zeros([1]) };
  expect(() => applyWithState(norm, norm.init(key(0)), narrow, x)).toThrow(
    new ShapeError("state: 'running_mean' [1] must be [2]"),
  );
  const hiding: Layer<object> = {
    init: (from) => norm.init(from),
    apply: (p, y, context) => norm.apply(p, y, context),
  };
  expect(() => applyWithState(hiding, norm.init(key(0)), {}, x)).toThrow(ArgumentError);
  expect(() => applyWithState(hiding, norm.init(key(0)), {}, x)).toThrow("state: there is none at 'running_var'");
});
