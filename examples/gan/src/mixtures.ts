import { add, gather, mul, normal, split, type Tensor, tensor, uniform } from '@saddlepoint/tensor';

/** Gaussians of equal weight in the plane. */
export interface Mixture {
  readonly title: string;
  readonly centres: readonly (readonly [x: number, y: number])[];
  /** Standard deviation of each along each axis. */
  readonly deviation: number;
}

const places = [-2, -1, 0, 1, 2];

/** Gaussians at even distances on a circle. */
function ring(count: number, radius: number, deviation: number): Mixture {
  const centres = Array.from({ length: count }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / count;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return { title: `${count} Gaussians on a ring`, centres, deviation };
}

/**
 * The two targets of the literature on mode collapse, a grid (VEEGAN, PacGAN) and a ring of eight (unrolled GANs), and a
 * ring of as many modes as the grid, as far apart as there.
 */
export const mixtures = {
  grid: {
    title: '25 Gaussians on a 5 × 5 grid',
    centres: places.flatMap((x) => places.map((y): [number, number] => [x, y])),
    deviation: 0.05,
  },
  ring25: ring(25, 4, 0.05),
  ring: ring(8, 2, 0.02),
} satisfies { [name: string]: Mixture };

/** Points [count, 2] drawn from a mixture. */
export function samplePoints({ centres, deviation }: Mixture, key: Tensor, count: number): Tensor {
  const [which, where] = split(key);
  const index = mul(uniform(which!, [count]), centres.length).cast('int32');
  const table = tensor(centres.flat(), { shape: [centres.length, 2] });
  return add(gather(table, index), mul(normal(where!, [count, 2]), deviation));
}
