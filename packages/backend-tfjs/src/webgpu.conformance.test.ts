import { testBackend } from '@saddlepoint/tensor/conformance';
import { describe, it } from 'vitest';
import { graphicsLimits } from '../test/graphics-limits.js';
import { openWebgpu } from '../test/webgpu.js';
import { tfjs } from './tfjs.js';

const tf = await openWebgpu();
if (typeof tf === 'string') {
  console.log(`webgpu.conformance.test.ts: skipped, ${tf}`);
  it.skip('tfjs (webgpu)');
} else {
  // Shaders are compiled for the processor, which takes its time.
  const runner = { describe, it: (name: string, body: () => Promise<void>) => it(name, body, 300_000) };
  testBackend('tfjs (webgpu)', () => tfjs(tf, { engine: 'webgpu' }), runner, graphicsLimits);
}
