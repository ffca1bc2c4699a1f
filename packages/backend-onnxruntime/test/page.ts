import { onnxruntime } from '../src/index.js';
import { train } from './training.js';

/** What the browser test runs in the page. */
export async function trainInPage(provider: string): Promise<{ name: string; losses: number[] }> {
  const backend = await onnxruntime({ executionProviders: [provider], threads: 1 });
  const losses = await train(backend);
  await backend.dispose();
  return { name: backend.name, losses };
}
