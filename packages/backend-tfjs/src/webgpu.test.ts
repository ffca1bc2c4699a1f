import { it } from 'vitest';
import { testOutcome } from '../test/engine.js';
import { openWebgpu } from '../test/webgpu.js';
import type { TfNamespace } from './node-binding.js';

const tf = await openWebgpu();
if (typeof tf === 'string') {
  console.log(`webgpu.test.ts: skipped, ${tf}`);
  it.skip('webgpu');
} else testOutcome(tf as unknown as TfNamespace, 'webgpu', 1e-4);
