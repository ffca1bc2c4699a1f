export { loadCheckpoint, saveCheckpoint } from './checkpoint-file.js';
export { oneOf, parseCommandLine, UsageError, wholeNumber } from './command-line.js';
export { catchInterrupt, type Interrupt, interruptedExitCode } from './interrupt.js';
export { type Progress, type ProgressOptions, type ProgressStream, progress, showTime } from './progress.js';
export { writeAtomic } from './write-atomic.js';
