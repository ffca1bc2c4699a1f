import { onnxruntime } from '@saddlepoint/backend-onnxruntime';
import type { Prepared } from '../../peers/node/serve.mjs';
import type { Work } from '../work.js';
import { prepareCopy } from './copy.js';
import { prepareStep } from './step.js';
import { prepareUpdate } from './update.js';

/** Saddlepoint on ONNX Runtime, with an engine of its own for each work. */
export function preparer(threads: number): (work: Work) => Promise<Prepared> {
  return async (work) => {
    if (work.kind === 'copy') return prepareCopy(work);
    const backend = await onnxruntime({ threads });
    const prepared = await (work.kind === 'step' ? prepareStep(backend, work) : prepareUpdate(backend, work));
    return { ...prepared, dispose: () => backend.dispose() };
  };
}
