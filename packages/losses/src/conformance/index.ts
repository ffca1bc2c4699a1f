export { type LossCase, type LossCheck, lossChecks } from './checks.js';
export { type Runner, testLoss } from './test-loss.js';
