import { crossEntropy } from '@saddlepoint/losses';
import { type LinearParams, linear } from '@saddlepoint/nn';
import { concat, key, matmul, reshape, sigmoid, slice, splitAxis, type Tensor, tanh, zeros } from '@saddlepoint/tensor';
import { classes, pattern } from '../pattern.js';
import type { Problem } from './problem.js';

export interface LstmSize {
  layers: number;
  inputs: number;
  width: number;
  /** Steps the sequence is unrolled over. */
  time: number;
  batch: number;
}

/** One layer: gates input, forget, cell, output on top of each other, as `torch.nn.LSTM`, both of its biases included. */
interface CellParams {
  input: LinearParams;
  hidden: LinearParams;
}

interface LstmParams {
  cells: CellParams[];
  head: LinearParams;
}

/** An LSTM over a sequence [time, batch, inputs], its last state classified. */
export function lstm({ layers, inputs, width, time, batch }: LstmSize): Problem {
  const input = (layer: number) => linear(layer === 0 ? inputs : width, 4 * width);
  const [hidden, head] = [linear(width, 4 * width), linear(width, 10)];

  /** The states after each step, [batch, width] each. The product with all inputs is one. */
  const run = (params: CellParams, layer: number, sequence: Tensor): Tensor[] => {
    const all = input(layer).apply(params.input, sequence);
    let h = zeros([batch, width]);
    let c = h;
    return Array.from({ length: time }, (_, t) => {
      const x = slice(all, { axis: 0, start: t * batch, end: (t + 1) * batch });
      const gates = x.add(matmul(h, params.hidden.weight, { transposeB: true })).add(params.hidden.bias!);
      const [i, f, g, o] = splitAxis(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
      c = sigmoid(f)
        .mul(c)
        .add(sigmoid(i).mul(tanh(g)));
      h = sigmoid(o).mul(tanh(c));
      return h;
    });
  };

  return {
    init: (): LstmParams => ({
      cells: Array.from({ length: layers }, (_, i) => ({ input: input(i).init(key(0)), hidden: hidden.init(key(0)) })),
      head: head.init(key(0)),
    }),
    batch: () => ({ x: pattern([time, batch, inputs], 1), y: classes([batch], 10) }),
    loss(params: LstmParams, data) {
      let sequence = reshape(data.x!, [time * batch, inputs]);
      let states: Tensor[] = [];
      params.cells.forEach((cell, layer) => {
        states = run(cell, layer, sequence);
        sequence = concat(states);
      });
      return crossEntropy(head.apply(params.head, states.at(-1)!), data.y!);
    },
  };
}
