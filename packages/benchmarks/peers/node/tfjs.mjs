// tfjs as a peer: `tfjs.mjs THREADS wasm|node`.
import { load } from './load.mjs';
import { sizeOf } from './pattern.mjs';
import { serve } from './serve.mjs';
import { tfjsNets } from './tfjs-nets.mjs';

const engine = process.argv[3];
const tf = await load(engine === 'node' ? '@tensorflow/tfjs-node' : '@tensorflow/tfjs');
if (engine === 'wasm') {
  await load('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
}
await tf.ready();
const nets = tfjsNets(tf);

async function prepare(work) {
  if (work.kind !== 'step') throw new Error('only whole steps are measured');
  if (work.mode === 'hvp' || work.net === 'critic') throw new Error('tfjs has no second derivatives of convolutions');
  if (!nets[work.net]) throw new Error('no such network is written for tfjs');
  const { loss } = nets[work.net](work.size);
  const variables = Object.values(tf.engine().registeredVariables);
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  return {
    parameters: variables.reduce((total, { shape }) => total + sizeOf(shape), 0),
    async step() {
      const value = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(loss);
        if (work.mode === 'train') optimizer.applyGradients(grads);
        return value;
      });
      const [number] = await value.data();
      value.dispose();
      return number;
    },
    dispose: () => tf.disposeVariables(),
  };
}

const threads = engine === 'node' ? Number(process.argv[2]) : 1;
const alone = 'one thread, which is all it has in Node; ';
const note = `${engine === 'wasm' ? alone : ''}Adam instead of AdamW, which it lacks`;
await serve({ title: `tfjs ${engine} ${tf.version_core ?? tf.version.tfjs}`, threads, note }, prepare);
