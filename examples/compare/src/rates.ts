import { standardOptimizers } from '@saddlepoint/compare';
import type { Transform } from '@saddlepoint/optimizers';

type Method = keyof ReturnType<typeof standardOptimizers>;
type Rates<T> = Readonly<Record<Method, T>>;
export type Model = 'MLP' | 'CNN' | 'transformer';

const low = { SGD: [0.01, 0.03, 0.1, 0.3], Adam: [3e-4, 1e-3, 3e-3, 1e-2], Lion: [3e-5, 1e-4, 3e-4, 1e-3] };
// Of those the transformer did best with the highest: three times as high for it, ten times for Lion.
const high = { SGD: [0.03, 0.1, 0.3, 1], Adam: [1e-3, 3e-3, 1e-2, 3e-2], Lion: [3e-4, 1e-3, 3e-3, 1e-2] };

/** Learning rates that `--only rates` tries: four for each method, about a factor of 3 apart. */
const tried: Record<Model, Rates<readonly number[]>> = { MLP: low, CNN: low, transformer: high };

/** Those of them with the lowest test error after the last pass, on a seed that the comparison does not use. */
export const chosen: Record<Model, Rates<number>> = {
  MLP: { SGD: 0.03, Adam: 1e-3, Lion: 3e-4 },
  CNN: { SGD: 0.03, Adam: 3e-3, Lion: 1e-4 },
  transformer: { SGD: 0.3, Adam: 1e-2, Lion: 3e-3 },
};

/** Each method with each rate that is tried, called `SGD 0.01` and so on. */
export function triedOptimizers(model: Model): Record<string, Transform> {
  const entries = (Object.entries(tried[model]) as [Method, readonly number[]][]).flatMap(([method, rates]) =>
    rates.map((rate) => [`${method} ${rate}`, standardOptimizers({ [method]: rate })[method]] as const),
  );
  return Object.fromEntries(entries);
}
