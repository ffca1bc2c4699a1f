import { createRequire } from 'node:module';
import { cpus, release, totalmem, type } from 'node:os';

/** What the numbers were measured on. */
export interface Machine {
  cpu: string;
  cores: number;
  memory: string;
  system: string;
  node: string;
  /** Version of ONNX Runtime. */
  engine: string;
}

export function machine(): Machine {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
    engine: version,
  };
}
