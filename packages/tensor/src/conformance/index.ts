export { type Check, type ConformanceOptions, conformanceChecks, openSession } from './checks.js';
export type { Order } from './method.js';
export { type BackendReport, type ConformanceResult, conformanceTable, runConformance } from './report.js';
export type { Session, Tolerances } from './session.js';
export { strangeErrors } from './strange-errors.js';
export { type Runner, testBackend } from './test-backend.js';
export { type Tolerance, tolerances } from './tolerance.js';
