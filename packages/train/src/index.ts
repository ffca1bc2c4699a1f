export {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type Json,
  type Metadata,
  type TensorTree,
} from './checkpoint.js';
export { CheckpointError } from './errors.js';
export {
  type Callback,
  type FitOptions,
  type FitResult,
  fit,
  type Position,
  type StepEvent,
  type StepResult,
  type TrainingEvent,
} from './fit.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsEntry,
  type SafetensorsFile,
} from './safetensors/safetensors.js';
