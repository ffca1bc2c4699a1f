import { SaddlepointError } from '@saddlepoint/tensor';
import { expect, test } from 'vitest';
import { CheckpointError } from './errors.js';

test('is one of the toolkit errors, with a code', () => {
  const error = new CheckpointError('broken');
  expect(error).toBeInstanceOf(SaddlepointError);
  expect([error.name, error.code, error.message]).toEqual(['CheckpointError', 'CHECKPOINT', 'broken']);
});
