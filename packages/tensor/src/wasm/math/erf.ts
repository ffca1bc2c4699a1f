import type { Local, WasmFunction } from '../function.js';
import { saturating } from './saturating.js';

/** erf x of four floats, within 3 units in the last place; never beyond ±1. */
export function erf(f: WasmFunction, x: Local): Local {
  return saturating(f, x, approximation);
}

// oracle/minimax.py; the scale is such that slope and scale[0] round well.
const approximation = {
  limit: 3.935,
  slope: 1.9922944,
  top: [-13.115788, -15.753054, -1.4959698, -0.005306786],
  bottom: [438.2035, 69.34611, 15.677815],
  scale: [1.765625, 0.14159292],
} as const;
