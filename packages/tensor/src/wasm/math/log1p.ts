import type { Local, WasmFunction } from '../function.js';
import { logParts, setLog, unlessNormal } from './log.js';

/**
 * ln(1 + x) of four floats, within a unit in the last place near 0 as elsewhere. More is computed only where a lane is
 * −1 or less, infinite or NaN. It is ln u + c/u, where u is 1 + x rounded and c what the rounding took away.
 */
export function log1p(f: WasmFunction, x: Local): Local {
  const one = f.floats(1);
  const u = f.value('f32x4.add', x, one);
  const lost = f.value('f32x4.sub', x, f.value('f32x4.sub', u, one));
  const { m, curve, high } = logParts(f, u);
  const correction = f.value('f32x4.sub', f.value('f32x4.div', lost, u), curve);
  // Minus 1 − m, not plus m − 1, for the sake of −0.
  const result = f.value('f32x4.sub', f.value('f32x4.sub', correction, f.value('f32x4.sub', one, m)), high);
  unlessNormal(f, u, () => setLog(f, result, u, result));
  return result;
}
