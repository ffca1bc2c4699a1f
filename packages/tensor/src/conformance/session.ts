import type { Backend } from '../backend.js';
import { type DType, dtypes, holds, isFloat } from '../dtype.js';
import { reference } from '../reference/backend.js';
import { difference } from './compare.js';
import { type Derivatives, dtypesOf, evaluate, type Job } from './evaluate.js';
import { fixtureOf } from './fixtures.js';
import type { Case, Method, Order } from './method.js';
import type { Family } from './table.js';
import { type Tolerance, tolerances } from './tolerance.js';

export type Tolerances = Partial<Readonly<Record<DType, Tolerance>>>;

/** What a case gave at an order: arrays, or the error that came instead. */
type Outcome = (order: Order) => Derivatives[number] | Error;

/** The cases of a method that run with `dtype`, each with the highest derivative compared. */
export function jobsOf(method: Method, dtype: DType): Job[] {
  return method.cases
    .filter((c) => (c.dtypes ?? method.dtypes).includes(dtype))
    .map((c) => ({ case: c, order: isFloat(dtype) ? (c.order ?? method.order ?? 2) : 0 }));
}

/** The reference computes floats in double precision but rounds `float16` to halves: compare those with what is exact. */
const exactType = (dtype: DType): DType => (dtype === 'float16' ? 'float32' : dtype);

/** What the reference has to compute for every dtype that is compared with results of `exactly`. */
function exactJobs(method: Method, exactly: DType): Job[] {
  const all = dtypes.filter((dtype) => exactType(dtype) === exactly).flatMap((dtype) => jobsOf(method, dtype));
  return [...new Map(all.filter((job) => !job.case.expected).map((job) => [job.case, job])).values()];
}

/**
 * One backend under test. A method's cases run together in one compiled function for each dtype, since compiling is what
 * takes an engine's time; where that fails each case runs alone, to tell which of them is to blame.
 */
export class Session {
  private readonly outcomes = new Map<string, Promise<Map<Case, Outcome>>>();

  constructor(
    readonly backend: Backend,
    private readonly custom: Tolerances = {},
  ) {}

  /**
   * Compares every case of a method with the reference backend, run now, and with the stored values of JAX and NumPy.
   *
   * @throws Error naming the cases that differ and how.
   */
  async check(family: Family, method: Method, dtype: DType, order: Order): Promise<void> {
    const jobs = jobsOf(method, dtype);
    const actual = await this.once(`${method.name} ${dtype}`, () => runAll(this.backend, jobs, dtype));
    const exactly = exactType(dtype);
    const exact = await this.once(`exact ${method.name} ${exactly}`, () =>
      runAll(reference(), exactJobs(method, exactly), exactly),
    );
    const asked = jobs.filter((job) => job.order >= order);
    const problems = asked.flatMap((job) => {
      const c = job.case;
      const stored = c.expected ? undefined : fixtureOf(family, `${method.name} ${c.name}`, c.inputs, dtype)?.[order];
      const wanted = { reference: c.expected ?? exact.get(c)!(order), stored };
      const problem = this.compare(method, job, dtype, order, actual.get(c)!(order), wanted);
      return problem === undefined ? [] : [`- ${method.name} ${c.name} (${c.inputs}): ${problem}`];
    });
    if (problems.length > 0) {
      const count = `${problems.length} of ${asked.length} cases`;
      throw new Error(
        `${method.name} ${dtype} ${orderNames[order]}: ${count} differ on ${this.backend.name}:\n${problems.join('\n')}`,
      );
    }
  }

  private compare(
    method: Method,
    { case: c }: Job,
    dtype: DType,
    order: Order,
    got: Derivatives[number] | Error,
    wanted: {
      reference: Derivatives[number] | Case['expected'] | Error;
      stored: readonly (readonly number[])[] | undefined;
    },
  ): string | undefined {
    if (got instanceof Error) return got.message;
    if (wanted.reference instanceof Error) return `the reference backend failed: ${wanted.reference.message}`;
    if (!c.expected && !wanted.stored) return 'there is no stored value: run oracle/conformance.py';
    const kinds = dtypesOf(c, dtype, order);
    const sources = { reference: wanted.reference, 'JAX and NumPy': wanted.stored };
    for (const [source, arrays] of Object.entries(sources)) {
      if (!arrays) continue;
      if (got.length !== arrays.length) return `${got.length} arrays instead of ${arrays.length} (${source})`;
      for (const [i, array] of got.entries()) {
        if (!holds(kinds[i]!, array)) return `result ${i} is a ${array.constructor.name}, not ${kinds[i]} values`;
        const found = difference(array, arrays[i]!, {
          tolerance: this.toleranceOf(method, dtype, kinds[i]!, order),
          strict: c.strict ?? false,
        });
        if (found) return `${got.length > 1 ? `result ${i}: ` : ''}${found} (${source})`;
      }
    }
    return undefined;
  }

  /** By the less precise of what is under test and what came out; integers are exact. */
  private toleranceOf(method: Method, tested: DType, result: DType, order: Order): number {
    const by = isFloat(result) && tested === 'float16' ? 'float16' : result;
    return ((method.single ? undefined : this.custom[by]) ?? tolerances[by])[order];
  }

  private once(id: string, run: () => Promise<Map<Case, Outcome>>): Promise<Map<Case, Outcome>> {
    const known = this.outcomes.get(id);
    if (known) return known;
    const outcome = run();
    this.outcomes.set(id, outcome);
    return outcome;
  }
}

export const orderNames = ['values', 'gradients', 'second derivatives'] as const;

async function runAll(backend: Backend, jobs: readonly Job[], dtype: DType): Promise<Map<Case, Outcome>> {
  try {
    const all = await evaluate(backend, jobs, dtype);
    return new Map(jobs.map((job, i) => [job.case, (order) => all[i]![order]!]));
  } catch {
    const outcomes = new Map<Case, Outcome>();
    for (const job of jobs) outcomes.set(job.case, await runAlone(backend, job, dtype));
    return outcomes;
  }
}

/** A failure of the derivatives does not hide the values. */
async function runAlone(backend: Backend, job: Job, dtype: DType): Promise<Outcome> {
  const found: (Derivatives[number] | Error)[] = [];
  for (let order = 0 as Order; order <= job.order; order++) {
    try {
      const [result] = await evaluate(backend, [{ case: job.case, order }], dtype);
      found.push(result![order]!);
    } catch (error) {
      found.push(error instanceof Error ? error : new Error(String(error)));
    }
  }
  return (order) => found[order]!;
}
