import { expect, test } from 'vitest';
import { configOf, fromMetadata, type History, toMetadata } from './history.js';
import { type Options, parseOptions } from './options.js';

const config = configOf('cnn', parseOptions([]) as Options);
const position = { epoch: 1, batch: 2, step: 470 };
const history: History = {
  loss: [2.5, Number.NaN, 0.1],
  accuracy: [0.1, 0.2, 0.3],
  tests: [{ step: 468, loss: 0.2, accuracy: 0.9, seconds: 3 }],
  seconds: 4.5,
};

test('survives JSON, gaps included', () => {
  const metadata = JSON.parse(JSON.stringify(toMetadata(config, position, history)));
  expect(fromMetadata(metadata, config)).toEqual({ position, history });
});

test('refuses to go on with other options', () => {
  const metadata = toMetadata(config, position, history);
  expect(() => fromMetadata(metadata, { ...config, seed: 8, epochs: 4 })).toThrow(
    'made with another epochs (3 there, 4 here), seed (7 there, 8 here); give the same options, or leave out --resume',
  );
  expect(() => fromMetadata({}, config)).toThrow(/another model \(undefined there, cnn here\)/);
});
