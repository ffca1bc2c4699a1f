export { type Local, type Opcode, type ValueType, WasmFunction } from './function.js';
export { erf } from './math/erf.js';
export { exp } from './math/exp.js';
export { expm1 } from './math/expm1.js';
export { log } from './math/log.js';
export { log1p } from './math/log1p.js';
export { sigmoid } from './math/sigmoid.js';
export { tanh } from './math/tanh.js';
export { encodeModule } from './module.js';
