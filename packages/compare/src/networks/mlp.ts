import { flatten, type Layer, linear, relu, sequential } from '@saddlepoint/nn';
import { checkOptions, type Shape, sizeOf } from '@saddlepoint/tensor';

export interface MlpOptions {
  /** Of one example, such as [1, 28, 28]. */
  shape: Shape;
  classes: number;
  /** Sizes of the hidden layers. Default [256, 128]. */
  hidden?: readonly number[];
}

/** A multilayer perceptron with ReLU: [N, ...shape] → logits [N, classes]. For {@link compareInits} and its like. */
export function mlp(options: MlpOptions): Layer {
  checkOptions('mlp', options, ['shape', 'classes', 'hidden']);
  const { shape, classes, hidden = [256, 128] } = options;
  const sizes = [sizeOf(shape), ...hidden];
  const inner = hidden.flatMap((size, i) => [linear(sizes[i]!, size), relu()]);
  return sequential(flatten(), ...inner, linear(sizes.at(-1)!, classes));
}
