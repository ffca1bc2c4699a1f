import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { statedErrors } from '../test/errors.js';
import * as losses from './index.js';

/** What is no loss: samples, times, states, schedules, and terms of a loss that has its own cases. */
const others = [
  'clipWeights',
  'cyclicalKlSchedule',
  'flipLabels',
  'gaussianKlTerms',
  'instanceNoise',
  'linearKlSchedule',
  'logitNormalTimes',
  'mixSamples',
  'offsetNoise',
  'perturbSamples',
  'quantize',
  'sigmoidKlSchedule',
  'transportPairs',
  'updateCodebook',
];

const fixtures = new URL('./fixtures/', import.meta.url);
const inFixtures = readdirSync(fixtures).flatMap((file) => {
  const { cases = {} } = JSON.parse(readFileSync(new URL(file, fixtures), 'utf8')) as { cases?: object };
  return Object.keys(cases).map((name) => name.split(' ')[0]!);
});

test('every loss has reference cases, and with them all the checks of test/table.ts', () => {
  expect([...new Set(inFixtures), ...others].sort()).toEqual(Object.keys(losses).sort());
});

test('every loss has its row in oracle/README.md, and nothing else has', () => {
  expect([...statedErrors().keys(), ...others].sort()).toEqual(Object.keys(losses).sort());
});
