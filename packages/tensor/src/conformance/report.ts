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

const kinds = ['float32', 'float16', 'int32', 'uint8', 'bool'] as const;
const symbols = { 0: 'f', 1: 'f′', 2: 'f″' } as const;

/**
 * The backend × method table in Markdown. A cell lists what passed: f values, f′ gradients, f″ second derivatives; ✗ marks
 * what failed and ○ what the backend skips; an empty cell does not apply.
 */
export function conformanceTable(reports: readonly BackendReport[]): string {
  const families = [...new Set(reports.flatMap((r) => r.results.map((x) => x.family)))];
  return families
    .map((family) => (family === 'contract' ? contractTable(reports) : familyTable(family, reports)))
    .join('\n\n');
}

function familyTable(family: string, reports: readonly BackendReport[]): string {
  const columns = reports.flatMap(({ backend, results }) =>
    kinds
      .filter((dtype) => results.some((x) => x.family === family && x.dtype === dtype))
      .map((dtype) => ({
        title: `${backend} ${dtype}`,
        results: results.filter((x) => x.family === family && x.dtype === dtype),
      })),
  );
  const methods = [...new Set(columns.flatMap((c) => c.results.map((x) => x.method)))];
  return table(
    `## ${family}`,
    ['method', ...columns.map((c) => c.title)],
    methods.map((method) => [
      `\`${method}\``,
      ...columns.map((c) => cell(c.results.filter((x) => x.method === method))),
    ]),
  );
}

function contractTable(reports: readonly BackendReport[]): string {
  const of = (r: BackendReport) => r.results.filter((x) => x.family === 'contract');
  const names = [...new Set(reports.flatMap((r) => of(r).map((x) => x.method)))];
  return table(
    '## Executables and memory',
    ['', ...reports.map((r) => r.backend)],
    names.map((name) => [
      name,
      ...reports.map((r) =>
        cell(
          of(r).filter((x) => x.method === name),
          '✓',
        ),
      ),
    ]),
  );
}

function cell(results: readonly ConformanceResult[], passed?: string): string {
  const mark = { passed: '', failed: '✗ ', skipped: '○ ' };
  return results
    .map((x) => `${mark[x.status]}${passed && x.status === 'passed' ? passed : symbols[x.order]}`)
    .join(' ');
}

function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [title, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
