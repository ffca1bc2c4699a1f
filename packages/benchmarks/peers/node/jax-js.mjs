// jax-js as a peer: `jax-js.mjs THREADS`. AdamW is written out: its Optax is not published.
import { readFileSync } from 'node:fs';
import { nets } from './jax-js-nets.mjs';
import { load } from './load.mjs';
import { sizeOf, startingValues } from './pattern.mjs';
import { serve } from './serve.mjs';

const { defaultDevice, init, jit, numpy: np, tree, valueAndGrad } = await load('@jax-js/jax');
await init('wasm');
defaultDevice('wasm');

const isShape = (x) => Array.isArray(x) && typeof x[0] === 'number';
const fill = (shapes, make) => {
  if (isShape(shapes)) return make(shapes);
  if (Array.isArray(shapes)) return shapes.map((x) => fill(x, make));
  return Object.fromEntries(Object.entries(shapes).map(([name, x]) => [name, fill(x, make)]));
};

function adamw(params, gradients, mu, nu, count) {
  const t = count.add(1);
  const corrections = [0.9, 0.999].map((beta) => np.subtract(1, np.power(beta, t.ref)));
  const update = (p, g, m, v) => {
    const nextM = m.mul(0.9).add(g.ref.mul(0.1));
    const nextV = v.mul(0.999).add(np.square(g).mul(0.001));
    const direction = nextM.ref.div(corrections[0].ref).div(np.sqrt(nextV.ref.div(corrections[1].ref)).add(1e-8));
    return [p.ref.sub(direction.add(p.mul(0.01)).mul(1e-3)), nextM, nextV];
  };
  const [p, structure] = tree.flatten(params);
  const others = [gradients, mu, nu].map((x) => tree.flatten(x)[0]);
  const results = p.map((x, i) => update(x, ...others.map((list) => list[i])));
  for (const x of corrections) x.dispose();
  return [
    ...[0, 1, 2].map((k) =>
      tree.unflatten(
        structure,
        results.map((r) => r[k]),
      ),
    ),
    t,
  ];
}

async function prepare(work) {
  if (work.kind !== 'step') throw new Error('only whole steps are measured');
  if (!nets[work.net] || work.mode === 'hvp') throw new Error('not written for jax-js');
  const { shapes, batch, loss } = nets[work.net](work.size);
  let parameters = 0;
  const zeros = () => fill(shapes, (shape) => np.zeros(shape));
  let params = fill(shapes, (shape) => {
    parameters += sizeOf(shape);
    return np.array(startingValues(shape)).reshape(shape);
  });
  let state = [zeros(), zeros(), np.array(0)];
  const keep = (x) => tree.ref(x);
  const gradient = jit((p, b) => valueAndGrad(loss)(p, b));
  const train = jit((p, mu, nu, count, b) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(p), b);
    return [value, ...adamw(p, gradients, mu, nu, count)];
  });
  return {
    parameters,
    async step() {
      if (work.mode === 'train') {
        const [value, next, ...rest] = train(params, ...state, keep(batch));
        [params, state] = [next, rest];
        return (await value.data())[0];
      }
      const [value, gradients] = gradient(keep(params), keep(batch));
      const number = (await value.data())[0];
      tree.dispose(gradients);
      return number;
    },
    dispose: () => tree.dispose([params, state, batch]),
  };
}

const manifest = new URL('node_modules/@jax-js/jax/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
await serve({ title: `jax-js wasm ${version}`, threads: 1, note: 'one thread, which is all it has in Node' }, prepare);
