import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import { kaimingNormal } from '@saddlepoint/init';
import { crossEntropy } from '@saddlepoint/losses';
import { linear, relu, sequential } from '@saddlepoint/nn';
import { adamw, applyUpdates } from '@saddlepoint/optimizers';
import { compile, foldIn, key, split, uniform, valueAndGrad } from '@saddlepoint/tensor';

const backend = await onnxruntime();
const model = sequential(linear(2, 32, { weight: kaimingNormal() }), relu(), linear(32, 2));
const optimizer = adamw({ learningRate: 0.01, weightDecay: 0.01 });
const [modelKey, dataKey] = split(key(7));

let params = model.init(modelKey);
let state = optimizer.init(params);
const step = compile(
  backend,
  (p: typeof params, s: typeof state, k: typeof dataKey) => {
    const x = uniform(k, [256, 2], { min: -1, max: 1 });
    const inside = x.square().sum(-1).less(0.5).cast('int32');
    const [loss, grads] = valueAndGrad((q: typeof p) => crossEntropy(model.apply(q, x), inside))(p);
    const { updates, state: next } = optimizer.update(grads, s, p);
    return { params: applyUpdates(p, updates), state: next, loss };
  },
  { donate: [0, 1] },
);

for (let i = 0; i < 300; i++) {
  const result = await step(params, state, foldIn(dataKey, i));
  ({ params, state } = result);
  if (i % 100 === 0 || i === 299) console.log(i, (await result.loss.item()).toFixed(3));
}
