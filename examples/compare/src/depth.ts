import { propagationFigures } from '@saddlepoint/compare';
import {
  type Initializer,
  kaimingNormal,
  lecunNormal,
  normal,
  orthogonal,
  propagation,
  xavierNormal,
} from '@saddlepoint/init';
import type { Section } from '@saddlepoint/report';
import {
  type Backend,
  key,
  matmul,
  relu,
  split,
  normal as standardNormal,
  type Tensor,
  tanh,
} from '@saddlepoint/tensor';

const [width, depth] = [256, 50];

/** How signals and gradients go through fifty layers from different starts. */
export async function depthSections(backend: Backend): Promise<Section[]> {
  const through = async (activation: (x: Tensor) => Tensor, inits: Record<string, Initializer>) => {
    const entries = Object.entries(inits).map(async ([name, init]) => {
      const layers = split(key(1), depth).map((k) => {
        const weight = init(k, [width, width]);
        return (x: Tensor) => activation(matmul(x, weight, { transposeB: true }));
      });
      return [name, await propagation(layers, standardNormal(key(2), [16, width]), key(3), { backend })] as const;
    });
    return { figures: propagationFigures(Object.fromEntries(await Promise.all(entries))) };
  };
  const about = `${depth} layers of ${width} units without normalisation, at the start. A good start keeps both upper curves level.`;
  const rectifier = {
    Kaiming: kaimingNormal(),
    Xavier: xavierNormal(),
    LeCun: lecunNormal(),
    'orthogonal, gain √2': orthogonal({ gain: Math.SQRT2 }),
    'normal, std 0.02': normal({ std: 0.02 }),
  };
  const smooth = {
    Xavier: xavierNormal(),
    'Xavier, gain 5/3': xavierNormal({ gain: 5 / 3 }),
    orthogonal: orthogonal(),
    'orthogonal, gain 5/3': orthogonal({ gain: 5 / 3 }),
    'normal, std 0.02': normal({ std: 0.02 }),
  };
  return [
    { title: 'Signals through fifty layers: ReLU', blocks: [about, await through(relu, rectifier)] },
    { title: 'Signals through fifty layers: tanh', blocks: [about, await through(tanh, smooth)] },
  ];
}
