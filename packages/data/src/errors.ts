import { SaddlepointError } from '@saddlepoint/tensor';

/** A data file or a dataset that is missing, damaged or does not fit together; the message says how to mend it. */
export class DataError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('DATA', message, options);
  }
}
