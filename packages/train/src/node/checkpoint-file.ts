import { readFile } from 'node:fs/promises';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint, type Metadata, type TensorTree } from '../checkpoint.js';
import { CheckpointError } from '../errors.js';
import { writeAtomic } from './write-atomic.js';

/**
 * Writes a tree of tensors as a safetensors file ({@link encodeCheckpoint}), all of it or nothing ({@link writeAtomic}).
 *
 * @param metadata configuration, position in the data, history: anything JSON can hold. Default nothing.
 * @throws CheckpointError for a leaf that is not a tensor or metadata JSON cannot hold; the system's error when the file
 *   cannot be written. What was there before stays.
 */
export async function saveCheckpoint(path: string, state: unknown, metadata: Metadata = {}): Promise<void> {
  await writeAtomic(path, await encodeCheckpoint(state, metadata));
}

/**
 * Reads a checkpoint, or any safetensors file.
 *
 * @param like a tree that says what must be there ({@link decodeCheckpoint}). Default: whatever the file holds.
 * @throws CheckpointError when the file is missing, damaged or of a later version, or listing everything that is
 *   missing, unexpected, or of another shape or dtype.
 */
export async function loadCheckpoint(path: string): Promise<Checkpoint<TensorTree>>;
export async function loadCheckpoint<T>(path: string, like: T): Promise<Checkpoint<T>>;
export async function loadCheckpoint(path: string, like?: unknown): Promise<Checkpoint<unknown>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new CheckpointError(`${path}: cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  return decodeCheckpoint(bytes, like, path);
}
