import type { Backend } from '../backend.js';
import type { DType } from '../dtype.js';
import { type Check, type ConformanceOptions, conformanceChecks, openSession } from './checks.js';
import type { Order } from './method.js';

/** How one check went. */
export interface ConformanceResult {
  readonly family: Check['family'];
  readonly method: string;
  /** Undefined for the contract of executables. */
  readonly dtype: DType | undefined;
  /** 0: values, 1: gradients, 2: second derivatives. */
  readonly order: Order;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What differed, or why it was skipped. */
  readonly message: string | undefined;
}

/** Runs the suite without a test runner and returns the results as data. The backend stays open. */
export async function runConformance(backend: Backend, options: ConformanceOptions = {}): Promise<ConformanceResult[]> {
  const session = openSession(backend, options);
  const results: ConformanceResult[] = [];
  for (const check of conformanceChecks(options)) {
    const { family, method, dtype, order, skipped } = check;
    const about = { family, method, dtype, order };
    if (skipped !== undefined) {
      results.push({ ...about, status: 'skipped', message: skipped });
      continue;
    }
    try {
      await check.run(session);
      results.push({ ...about, status: 'passed', message: undefined });
    } catch (error) {
      results.push({ ...about, status: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }
  return results;
}

/** The results of one backend. */
export interface BackendReport {
  readonly backend: string;
  readonly results: readonly ConformanceResult[];
}

const kinds = { float32: 'f32', float16: 'f16', int32: 'i32', uint8: 'u8', bool: 'bool' } as const;
const symbols = { 0: 'f', 1: 'f′', 2: 'f″' } as const;
const marks = { passed: '', failed: '✗', skipped: '○' } as const;

/**
 * The backend × method table in Markdown. A cell lists dtypes and what passed for them: f values, f′ gradients, f″ second
 * derivatives; ✗ marks what failed and ○ what the backend skips; an empty cell does not apply.
 */
export function conformanceTable(reports: readonly BackendReport[]): string {
  const families = [...new Set(reports.flatMap((r) => r.results.map((x) => x.family)))];
  return families.map((family) => familyTable(family, reports)).join('\n\n');
}

function familyTable(family: Check['family'], reports: readonly BackendReport[]): string {
  const isContract = family === 'contract';
  const columns = reports.map((r) => r.results.filter((x) => x.family === family));
  const methods = [...new Set(columns.flatMap((results) => results.map((x) => x.method)))];
  const cellOf = (results: readonly ConformanceResult[]): string =>
    isContract ? results.map(({ status }) => marks[status] || '✓').join('') : cell(results);
  return table(
    isContract ? '## Executables and memory' : `## ${family}`,
    [isContract ? '' : 'method', ...reports.map((r) => r.backend)],
    methods.map((method) => [
      isContract ? method : `\`${method}\``,
      ...columns.map((results) => cellOf(results.filter((x) => x.method === method))),
    ]),
  );
}

/** Dtypes with the same outcome together. */
function cell(results: readonly ConformanceResult[]): string {
  const outcomes = new Map<string, string[]>();
  for (const [dtype, short] of Object.entries(kinds)) {
    const own = results.filter((x) => x.dtype === dtype);
    const outcome = own.map(({ status, order }) => `${marks[status]}${symbols[order]}`).join(' ');
    if (own.length > 0) outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), short]);
  }
  return [...outcomes].map(([outcome, dtypes]) => `${dtypes.join(' ')}: ${outcome}`).join('; ');
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [title, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
