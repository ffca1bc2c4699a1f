import { conformanceChecks, openSession } from '@saddlepoint/tensor/conformance';
import * as tf from '@tensorflow/tfjs';
import { tfjs } from '../src/tfjs.js';
import { graphicsLimits } from './graphics-limits.js';
import { type Outcome, outcomeOn } from './outcome.js';

/** What the browser test runs in the page. */

/** Whether textures hold single precision, without which nothing here is right. */
export async function hasFloat32(): Promise<boolean> {
  await tf.setBackend('webgl');
  return tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
}

export async function outcome(): Promise<Outcome> {
  return outcomeOn(tf, await tfjs(tf, { engine: 'webgl' }));
}

/** Runs the checks of these methods, or all of them; how many there were, and what was wrong. */
export async function conformance(methods?: readonly string[]): Promise<{ passed: number; problems: string[] }> {
  // Small operands would be computed on the processor.
  tf.env().set('WEBGL_CPU_FORWARD', false);
  const backend = await tfjs(tf, { engine: 'webgl' });
  const [exact, rough] = [openSession(backend), openSession(backend, graphicsLimits)];
  const problems: string[] = [];
  let passed = 0;
  for (const check of conformanceChecks(graphicsLimits)) {
    if (check.skipped !== undefined || (methods && !methods.includes(check.method))) continue;
    try {
      await check.run(waves.has(check.method) ? rough : exact);
      passed++;
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  await backend.dispose();
  return { passed, problems };
}

/** Methods with a sine or cosine, of which graphics cards make errors of some 10⁻⁴. */
const waves = new Set(['sin', 'cos', 'grad', 'valueAndGrad', 'jvp', 'hvp', 'checkpoint']);
