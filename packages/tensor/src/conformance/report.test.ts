import { describe, expect, it } from 'vitest';
import { type ConformanceResult, conformanceTable } from './report.js';

const result = (about: Partial<ConformanceResult>): ConformanceResult => ({
  family: 'unary',
  method: 'exp',
  dtype: 'float32',
  order: 0,
  status: 'passed',
  message: undefined,
  ...about,
});

describe('conformanceTable', () => {
  const one = [
    result({}),
    result({ order: 1 }),
    result({ order: 2, status: 'failed', message: 'far off' }),
    result({ dtype: 'float16', status: 'skipped', message: 'no halves' }),
    result({ family: 'contract', method: 'donated inputs', dtype: undefined }),
  ];

  it('has a row for each method and a column for each backend', () => {
    const text = conformanceTable([
      { backend: 'one', results: one },
      {
        backend: 'two',
        results: [
          result({ method: 'sign' }),
          result({ method: 'sign', dtype: 'float16' }),
          result({ family: 'contract', method: 'donated inputs', dtype: undefined, status: 'failed' }),
        ],
      },
    ]);
    expect(text).toBe(
      [
        '## unary',
        '',
        '| method | one | two |',
        '| --- | --- | --- |',
        '| `exp` | f32: f f′ ✗f″; f16: ○f |  |',
        '| `sign` |  | f32 f16: f |',
        '',
        '## Executables and memory',
        '',
        '|  | one | two |',
        '| --- | --- | --- |',
        '| donated inputs | ✓ | ✗ |',
      ].join('\n'),
    );
  });
});
