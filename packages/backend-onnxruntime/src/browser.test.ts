import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { trainInPage } from '../test/page.js';
import { train } from '../test/training.js';
import { onnxruntime } from './onnxruntime.js';

const executable = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]
  .filter((path) => path !== undefined)
  .find(existsSync);
if (!executable) console.log('browser.test.ts: skipped, no Chromium found; set CHROMIUM_PATH to its executable');

const engine = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../test/page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@saddlepoint/source'],
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

/** Serves an empty page, the bundle, and next to it the engine's WebAssembly files. */
async function serve(script: string) {
  const server = createServer(({ url = '/' }, response) => {
    const send = (type: string, body: string | Buffer) => response.setHeader('content-type', type).end(body);
    const file = join(engine, url.slice(1));
    if (url === '/') send('text/html', '<!doctype html><title>test</title>');
    else if (url === '/page.js') send('text/javascript', script);
    else if (/^\/ort-[\w.-]+$/.test(url) && existsSync(file)) {
      send(url.endsWith('.wasm') ? 'application/wasm' : 'text/javascript', readFileSync(file));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

// A software adapter, so that WebGPU can be tested without a graphics card.
const args = ['--no-sandbox', '--enable-unsafe-webgpu', '--enable-features=WebGPU', '--use-webgpu-adapter=swiftshader'];

describe.skipIf(!executable)('training in Chromium gives what Node gives', { timeout: 120_000 }, () => {
  let server: Awaited<ReturnType<typeof serve>>['server'];
  let origin: string;
  let browser: Browser;
  let expected: number[];
  beforeAll(async () => {
    ({ server, origin } = await serve(await bundle()));
    browser = await chromium.launch({ executablePath: executable!, args });
    const backend = await onnxruntime();
    expected = await train(backend);
    await backend.dispose();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test.for(['wasm', 'webgpu'])('with %s', async (provider, context) => {
    const page = await browser.newPage();
    await page.goto(origin);
    const adapter = 'navigator.gpu?.requestAdapter().then((adapter) => adapter !== null)';
    if (provider === 'webgpu' && !(await page.evaluate(adapter))) {
      console.log('browser.test.ts: skipped webgpu, the browser has no adapter');
      return context.skip();
    }
    // As text: a function would be rewritten by the test runner's own module loader.
    const script = `import('${origin}/page.js').then(({ trainInPage }) => trainInPage('${provider}'))`;
    const result = (await page.evaluate(script)) as Awaited<ReturnType<typeof trainInPage>>;
    expect(result.name).toBe(`onnxruntime-${provider}`);
    expect(expected.at(-1)).toBeLessThan(expected[0]!);
    result.losses.forEach((loss, i) => {
      expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-5);
    });
  });
});
