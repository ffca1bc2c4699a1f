import { readFileSync } from 'node:fs';

type Matrix = number[][];

/** What `oracle/models.py` wrote. */
interface Fixture {
  lsuv: { x: Matrix; first: Matrix; second: Matrix; tolerance: number; made: [Matrix, Matrix] };
  metaInit: {
    x: Matrix;
    y: Matrix;
    start: [Matrix, number[], Matrix];
    steps: number;
    rate: number;
    momentum: number;
    eps: number;
    quotients: number[];
    made: [Matrix, number[], Matrix];
  };
  mup: { adam: Record<string, number>; sgd: Record<string, number> };
  t5: { headSize: number; rows: { name: string; shape: number[]; std: number }[] };
  fixup: { shape: number[]; branches: number; std: number }[];
  mimetic: { seed: number; width: number; heads: number; scores: Matrix[]; values: Matrix };
}

export const models = JSON.parse(
  readFileSync(new URL('../src/fixtures/models.json', import.meta.url), 'utf8'),
) as Fixture;
