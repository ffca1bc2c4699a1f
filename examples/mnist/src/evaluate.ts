import { batches, type ImageDataset } from '@saddlepoint/data';
import type { Tensor } from '@saddlepoint/tensor';

/** What a network says about a set of digits. */
export interface Evaluation {
  readonly accuracy: number;
  /** Mean of −ln p(true class). */
  readonly loss: number;
  /** `confusion[i][j]`: digits i taken for j. */
  readonly confusion: readonly (readonly number[])[];
  /** One for each digit of the set. */
  readonly predictions: readonly Prediction[];
}

export interface Prediction {
  readonly index: number;
  readonly label: number;
  readonly predicted: number;
  /** Probability given to what was predicted, and to the true class. */
  readonly confidence: number;
  readonly likelihood: number;
}

/**
 * Asks for the probabilities of every example.
 *
 * @param probabilities of a batch, [B, classes].
 */
export async function evaluate(
  probabilities: (x: Tensor) => Promise<Tensor>,
  digits: ImageDataset,
  classes: number,
): Promise<Evaluation> {
  const predictions: Prediction[] = [];
  for await (const { x, y } of batches(digits, { batchSize: Math.min(500, digits.size) })) {
    const result = await probabilities(x);
    const [rows, labels] = [await result.data(), await y.data()];
    result.dispose();
    labels.forEach((label, i) => {
      const row = rows.subarray(i * classes, (i + 1) * classes);
      const predicted = row.indexOf(Math.max(...row));
      const [confidence, likelihood] = [row[predicted]!, row[label]!];
      predictions.push({ index: predictions.length, label, predicted, confidence, likelihood });
    });
  }
  return summarize(predictions, classes);
}

/** Counts what was right and what was taken for what. */
export function summarize(predictions: readonly Prediction[], classes: number): Evaluation {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let [right, loss] = [0, 0];
  for (const { label, predicted, likelihood } of predictions) {
    confusion[label]![predicted]!++;
    if (label === predicted) right++;
    // The smallest positive float32 bounds the loss of a digit that is given up entirely.
    loss -= Math.log(Math.max(likelihood, 2 ** -149));
  }
  return { accuracy: right / predictions.length, loss: loss / predictions.length, confusion, predictions };
}

/** The digits whose true class got the smallest probability. */
export function hardest(predictions: readonly Prediction[], count: number): Prediction[] {
  return [...predictions].sort((a, b) => a.likelihood - b.likelihood || a.index - b.index).slice(0, count);
}
