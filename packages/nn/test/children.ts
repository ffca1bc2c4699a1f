import { key } from '@saddlepoint/tensor';
import { expect } from 'vitest';
import type { Layer } from '../src/layer.js';
import { shapesOf } from './torch.js';

/** That a layer's parameters are those of its children, each under its child's name, all the way down. */
export function expectChildren(layer: Layer, names: readonly string[]): void {
  const children = Object.entries(layer.children ?? {});
  expect(children.map(([name]) => name)).toEqual(names);
  const all = children.flatMap(([name, child]) =>
    Object.entries(shapesOf(child.init(key(0)))).map(([path, shape]) => [`${name}.${path}`, shape] as const),
  );
  expect(shapesOf(layer.init(key(0)))).toEqual(Object.fromEntries(all));
  for (const [, child] of children) if (child.children) expectChildren(child, Object.keys(child.children));
}
