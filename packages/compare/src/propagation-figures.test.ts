import type { LayerSignal } from '@saddlepoint/init';
import { expect, test } from 'vitest';
import { propagationFigures } from './propagation-figures.js';

const layer = (variance: number): LayerSignal => ({ mean: 0, variance, dead: 0.25, correlation: 0.5, gradient: 1 });

test('a figure for each measure, a line for each network', () => {
  const figures = propagationFigures({ good: [layer(1), layer(2)], poor: [layer(1), layer(0)] });
  expect(figures.map(({ svg }) => /aria-label="([^"]*)"/.exec(svg)![1])).toEqual([
    'The signal, forward',
    'The gradient, backward',
    'Telling inputs apart',
    'Dead units',
  ]);
  expect(figures[0]!.svg).toContain('<title>good: 2 at 1</title>');
  expect(figures[0]!.svg).not.toContain('poor: 0 at 1');
  expect(figures[3]!.svg).toContain('<title>poor: 0.25 at 0</title>');
});

test('what no axis can show is left out', () => {
  expect(propagationFigures({ dead: [{ ...layer(0), gradient: 0 }] })).toHaveLength(2);
  expect(propagationFigures({ dead: [layer(0)], good: [layer(1)] })[0]!.svg).not.toContain('>dead</text>');
});

test('nothing to draw is an error', () => {
  expect(() => propagationFigures({})).toThrow('propagationFigures: signals is empty');
  expect(() => propagationFigures({ a: [] })).toThrow("propagationFigures: 'a' has no layers");
});
