import { bufferChecks } from './buffers.js';
import { compiledChecks } from './compiled.js';
import type { ContractCheck } from './expect.js';
import { sizeChecks } from './sizes.js';

/** What every backend must do beyond single operations, by name. */
export const contract: Readonly<Record<string, ContractCheck>> = { ...bufferChecks, ...compiledChecks, ...sizeChecks };
