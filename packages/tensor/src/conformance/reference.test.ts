import { describe, it } from 'vitest';
import { reference } from '../reference/backend.js';
import { testBackend } from './test-backend.js';

/** In double precision: nothing but the digits of the stored values is lost. */
const exact = [1e-10, 1e-10, 1e-10] as const;

testBackend('reference', async () => reference(), { describe, it }, { tolerances: { float32: exact } });
