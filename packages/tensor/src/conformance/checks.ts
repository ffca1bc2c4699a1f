import type { Backend } from '../backend.js';
import type { DType } from '../dtype.js';
import { dtypes } from '../dtype.js';
import { ArgumentError, checkOptions } from '../errors.js';
import { contract } from './contract/table.js';
import type { Method, Order } from './method.js';
import { jobsOf, orderNames, Session, type Tolerances } from './session.js';
import { type Family, families } from './table.js';

export interface ConformanceOptions {
  /** What the backend cannot do, each with the reason: `pow`, `pow/float16` or `pow/float16/2`. Printed. Default none. */
  skip?: Readonly<Record<string, string>>;
  /** Default: every dtype. */
  dtypes?: readonly DType[];
  /** Larger errors than `tolerances` allows, for engines of low precision. Default none. */
  tolerances?: Tolerances;
}

/** One thing to check of a backend. */
export interface Check {
  readonly family: Family | 'contract';
  readonly method: string;
  /** Undefined for the contract of executables, which is not about an operation. */
  readonly dtype: DType | undefined;
  /** 0: values, 1: gradients, 2: second derivatives. */
  readonly order: Order;
  readonly title: string;
  /** Why the backend skips it. */
  readonly skipped: string | undefined;
  /** @throws Error saying which cases differ and how. */
  run(session: Session): Promise<void>;
}

/** Everything the suite checks, in order. @throws ArgumentError for an unknown option or a `skip` that names nothing. */
export function conformanceChecks(options: ConformanceOptions = {}): Check[] {
  checkOptions('conformance', options, ['skip', 'dtypes', 'tolerances']);
  const skip = new Map(Object.entries(options.skip ?? {}));
  const used = new Set<string>();
  const reason = (...names: string[]): string | undefined => {
    const name = names.find((n) => skip.has(n));
    if (name !== undefined) used.add(name);
    return name === undefined ? undefined : skip.get(name);
  };
  const wanted = options.dtypes ?? dtypes;
  const checks: Check[] = [];
  for (const [family, methods] of Object.entries(families) as [Family, readonly Method[]][]) {
    for (const method of methods) {
      for (const [dtype, order] of combinations(method)) {
        const skipped = reason(method.name, `${method.name}/${dtype}`, `${method.name}/${dtype}/${order}`);
        if (!wanted.includes(dtype)) continue;
        checks.push({
          family,
          method: method.name,
          dtype,
          order,
          title: `${method.name} ${dtype} ${orderNames[order]}`,
          skipped,
          run: (session) => session.check(family, method, dtype, order),
        });
      }
    }
  }
  for (const [name, run] of Object.entries(contract)) {
    const skipped = reason(name);
    checks.push({
      family: 'contract',
      method: name,
      dtype: undefined,
      order: 0,
      title: name,
      skipped,
      run: (s) => run(s.backend),
    });
  }
  const unknown = [...skip.keys()].filter((name) => !used.has(name));
  if (unknown.length > 0) {
    throw new ArgumentError(
      `conformance: skip names '${unknown.join("', '")}', which the suite does not have; write method, method/dtype or method/dtype/order`,
    );
  }
  return checks;
}

function combinations(method: Method): [DType, Order][] {
  return dtypes.flatMap((dtype) => {
    const highest = Math.max(-1, ...jobsOf(method, dtype).map((job) => job.order));
    return ([0, 1, 2] as const).filter((order) => order <= highest).map((order): [DType, Order] => [dtype, order]);
  });
}

/** A backend and what has been computed on it. */
export function openSession(backend: Backend, options: ConformanceOptions = {}): Session {
  return new Session(backend, options.tolerances);
}
