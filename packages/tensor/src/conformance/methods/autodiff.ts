import { checkpoint, customGradient } from '../../autodiff/custom.js';
import { grad, hessianDiagonal, hvp, jvp, valueAndGrad, vjp } from '../../autodiff/transforms.js';
import { key } from '../../random/keys.js';
import type { Tensor } from '../../tensor.js';
import { example, floats, type Method } from '../method.js';

/** A scalar of x with derivatives of every order. */
const wave = (x: Tensor): Tensor => x.sin().mul(x.mul(0.5).exp()).sum();
const layer = (x: Tensor, w: Tensor): Tensor => x.matmul(w).tanh();

/** The sign, with the derivative of a ramp: a straight-through estimator. */
const straightThrough = customGradient(
  (x: Tensor) => x.sign(),
  ([g], [x]) => [g!.mul(x.abs().less(1).cast(x.dtype))],
);

/** Two results, with derivatives that show which rule was used. */
const product = customGradient(
  (a: Tensor, b: Tensor) => ({ product: a.mul(b), sum: a.add(b) }),
  ([gp, gs], [a, b]) => [
    gp && gs ? gp.mul(b).mul(2).add(gs) : gp ? gp.mul(b).mul(2) : gs,
    gp ? gp.mul(a).mul(3) : undefined,
  ],
);

export const autodiffMethods: readonly Method[] = [
  {
    name: 'grad',
    dtypes: floats,
    cases: [
      example('once', 'x[2,3]', grad(wave)),
      example(
        'twice',
        'x[3]',
        grad((x: Tensor) => grad(wave)(x).mul(x).sum()),
      ),
      example(
        'three times',
        'x[]',
        grad((x: Tensor) => grad((y: Tensor) => grad(wave)(y).sum())(x).sum()),
      ),
      example('tree', 'x[2,3] x[3,2] x[2]', (x, weight, bias) => {
        const loss = (p: { weight: Tensor; bias: Tensor }) => layer(x, p.weight).add(p.bias).mean();
        const gradients = grad(loss)({ weight, bias });
        return [gradients.weight, gradients.bias];
      }),
      example('of the inner variable alone', 'x[3]', (x) => grad((y: Tensor) => x.mul(y).mul(y).sum())(x)),
      example('of nothing', 'x[0]', grad(wave)),
      example('no dependence', 'x[2] x[2]', (x, y) => grad((z: Tensor) => y.sum().add(z.floor().sum()))(x).add(y)),
    ],
  },
  {
    name: 'valueAndGrad',
    dtypes: floats,
    cases: [
      example('once', 'x[2,3]', (x) => valueAndGrad(wave)(x)),
      example('with extras', 'x[2,3] x[3,2]', (x, w) => {
        const [value, gradient, extras] = valueAndGrad(
          (p: Tensor) => {
            const y = layer(x, p);
            return [y.mean(), y] as const;
          },
          { aux: true },
        )(w);
        return [value, gradient, extras];
      }),
    ],
  },
  {
    name: 'vjp',
    dtypes: floats,
    cases: [
      example('layer', 'x[2,3] x[3,2] x[2,2]', (x, w, g) => {
        const [y, back] = vjp(layer, x, w);
        return [y, ...back(g)];
      }),
    ],
  },
  {
    name: 'jvp',
    dtypes: floats,
    cases: [
      example('layer', 'x[2,3] x[3,2] x[2,3] x[3,2]', (x, w, tx, tw) => jvp(layer, [x, w], [tx, tw])),
      example('of a gradient', 'x[3] x[3]', (x, t) => jvp(grad(wave), [x], [t])[1]),
      example(
        'slice, pad and reduce',
        'x[2,4] x[2,4]',
        (x, t) =>
          jvp(
            (y: Tensor) =>
              y
                .slice({ axis: 1, step: 2 })
                .pad([
                  [1, 0],
                  [0, 1],
                ])
                .exp()
                .sum(1),
            [x],
            [t],
          )[1],
      ),
      example('no dependence', 'x[2] x[2]', (x, t) => jvp((y: Tensor) => y.floor(), [x], [t])[1].add(t)),
    ],
  },
  {
    name: 'hvp',
    dtypes: floats,
    cases: [
      example('wave', 'x[2,2] x[2,2]', (x, v) => hvp(wave, x, v)),
      example('layer', 'x[2,3] x[3,2] x[3,2]', (x, w, v) => hvp((p: Tensor) => layer(x, p).sum(), w, v)),
    ],
  },
  {
    name: 'hessianDiagonal',
    dtypes: floats,
    // Random signs cancel where the Hessian is diagonal: the estimate is exact.
    cases: [1, 3].map((probes) =>
      example(`${probes} probes`, 'x[4]', (x) => hessianDiagonal((y: Tensor) => y.pow(3).sum(), key(3), x, { probes })),
    ),
  },
  {
    name: 'checkpoint',
    dtypes: floats,
    cases: [
      example(
        'block',
        'x[2,3] x[3,3]',
        checkpoint((x: Tensor, w: Tensor) => layer(layer(x, w), w)),
      ),
      example('captured values', 'x[2,3] x[3,3]', (x, w) => checkpoint((y: Tensor) => layer(y, w).mul(y))(x)),
      example(
        'nested',
        'x[3]',
        checkpoint((x: Tensor) => checkpoint((y: Tensor) => y.sin().exp())(x).mul(x)),
      ),
      example('chain', 'x[2,2] x[2,2]', (x, w) => [0, 1, 2].reduce((y) => checkpoint(layer)(y, w), x)),
      example('several results', 'x[3]', (x) => {
        const { a, b } = checkpoint((y: Tensor) => ({ a: y.sin(), b: y.exp() }))(x);
        return [a, b];
      }),
    ],
  },
  {
    name: 'customGradient',
    dtypes: floats,
    cases: [
      example('straight-through', 'x[2,3]', straightThrough, { convention: true }),
      example(
        'two results',
        'x[3] x[3]',
        (a, b) => {
          const y = product(a, b);
          return [y.product, y.sum];
        },
        { convention: true },
      ),
      example('one of two results', 'x[3] x[3]', (a, b) => product(a, b).product.mul(a), {
        convention: true,
      }),
    ],
  },
];
