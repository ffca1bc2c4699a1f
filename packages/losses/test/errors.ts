import { readFileSync, writeFileSync } from 'node:fs';
import type { Tensor } from '@saddlepoint/tensor';

/** How far a loss is from its reference: the largest errors over all its cases. */
export interface Errors {
  cases: number;
  value: number;
  gradients: number;
}

/** The largest error, as a share of the largest of the values. */
export async function errorOf(x: Tensor, values: readonly number[]): Promise<number> {
  const data = await x.data();
  if (data.length !== values.length) throw new Error(`${data.length} values instead of ${values.length}`);
  const largest = Math.max(1e-3, ...values.map(Math.abs));
  return Math.max(0, ...values.map((value, i) => Math.abs(data[i]! - value) / largest));
}

const readme = new URL('../oracle/README.md', import.meta.url);
const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const lossOf = (line: string): string | undefined => /^\| `(\w+)` \|/.exec(line)?.[1];

/** One digit, and no less than the rounding of a double. */
const shown = (error: number): string => Math.max(error, 1e-16).toExponential(0);

/** The table of `oracle/README.md`. */
export function statedErrors(): Map<string, Errors> {
  const lines = readFileSync(readme, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const loss = lossOf(line);
      if (!loss) return [];
      const [, cases, , value, gradients] = cellsOf(line);
      return [[loss, { cases: Number(cases), value: Number(value), gradients: Number(gradients) }] as const];
    }),
  );
}

/** Writes measured errors into that table. */
export function writeErrors(measured: ReadonlyMap<string, Errors>): void {
  const lines = readFileSync(readme, 'utf8').split('\n');
  const rewritten = lines.map((line) => {
    const errors = measured.get(lossOf(line) ?? '');
    if (!errors) return line;
    const [name, , reference] = cellsOf(line);
    return `| ${name} | ${errors.cases} | ${reference} | ${shown(errors.value)} | ${shown(errors.gradients)} |`;
  });
  writeFileSync(readme, rewritten.join('\n'));
}
