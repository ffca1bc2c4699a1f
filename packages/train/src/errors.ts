import { SaddlepointError } from '@saddlepoint/tensor';

/** A checkpoint that is damaged, of another version, or that does not fit the model; the message says where. */
export class CheckpointError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('CHECKPOINT', message, options);
  }
}
