import type { Local, WasmFunction } from '../function.js';
import { saturating } from './saturating.js';

/** tanh x of four floats, within 3 units in the last place; never beyond ±1. */
export function tanh(f: WasmFunction, x: Local): Local {
  return saturating(f, x, approximation);
}

// oracle/minimax.py
const approximation = {
  limit: 9,
  slope: 1,
  top: [-79.24492, -0.92688215, -6.618738e-5],
  bottom: [950.93976, 106.21582],
  scale: [1, 0.25],
} as const;
