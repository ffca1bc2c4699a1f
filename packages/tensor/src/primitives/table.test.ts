import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemaProblem } from '../graph-schema.js';
import { primitives } from './table.js';

test('every primitive of every family is in the table, under its name', () => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder).filter((file) => /^[a-z]+\.ts$/.test(file));
  const declared = files.flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^export const (\w+)Primitive\b/gm)].map(
      ([, name]) => name,
    ),
  );
  const names = [...primitives.keys()];
  expect(names).toHaveLength(declared.length);
  expect(new Set(names).size).toBe(names.length);
  for (const name of declared) expect(names).toContain(name);
  for (const [name, primitive] of primitives) expect(primitive.name).toBe(name);
});

test('only random numbers run on the host', () => {
  const host = [...primitives.values()].filter((p) => p.host).map((p) => p.name);
  expect(host.length).toBeGreaterThan(0);
  expect(host.every((name) => name.startsWith('random'))).toBe(true);
});

test('an operation without attributes refuses them', () => {
  const node = { op: 'exp', inputs: [0], attributes: { axis: 0 }, shape: [1], dtype: 'float32' } as const;
  expect(schemaProblem(node, 1)).toBe("has an unknown attribute 'axis'");
});
