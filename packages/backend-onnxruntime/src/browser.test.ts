import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type Browser, chromiumPath, openBrowser } from '@saddlepoint/browser-testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { trainInPage } from '../test/page.js';
import { train } from '../test/training.js';
import { onnxruntime } from './onnxruntime.js';

if (!chromiumPath) console.log('browser.test.ts: skipped, no Chromium found; set CHROMIUM_PATH to its executable');

const options = {
  entry: new URL('../test/page.ts', import.meta.url),
  // A software adapter, so that WebGPU can be tested without a graphics card.
  flags: ['--enable-unsafe-webgpu', '--enable-features=WebGPU', '--use-webgpu-adapter=swiftshader'],
  // The engine's WebAssembly.
  files: dirname(createRequire(import.meta.url).resolve('onnxruntime-web')),
};

describe.skipIf(!chromiumPath)('training in Chromium gives what Node gives', { timeout: 120_000 }, () => {
  let browser: Browser;
  let expected: number[];
  beforeAll(async () => {
    browser = await openBrowser(options);
    const backend = await onnxruntime();
    expected = await train(backend);
    await backend.dispose();
  }, 60_000);
  afterAll(() => browser?.close(), 60_000);

  test.for(['wasm', 'webgpu'])('with %s', async (provider, context) => {
    const page = await browser.open();
    const adapter = 'navigator.gpu?.requestAdapter().then((adapter) => adapter !== null)';
    if (provider === 'webgpu' && !(await page.evaluate(adapter))) {
      console.log('browser.test.ts: skipped webgpu, the browser has no adapter');
      return context.skip();
    }
    const result = (await page.call('trainInPage', provider)) as Awaited<ReturnType<typeof trainInPage>>;
    expect(result.name).toBe(`onnxruntime-${provider}`);
    expect(expected.at(-1)).toBeLessThan(expected[0]!);
    result.losses.forEach((loss, i) => {
      expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-5);
    });
  });
});
