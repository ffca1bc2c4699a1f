import { type Browser, chromiumPath, openBrowser, type Page } from '@saddlepoint/browser-testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectOutcome } from '../test/engine.js';
import type { conformance, outcome } from '../test/webgl-page.js';

if (!chromiumPath) console.log('webgl.test.ts: skipped, no Chromium found; set CHROMIUM_PATH to its executable');

/** Each method's shaders are compiled for the processor, which takes seconds: CONFORMANCE=all for every method. */
const methods = process.env.CONFORMANCE === 'all' ? undefined : ['relu', 'div', 'log1p', 'expm1'];

const options = {
  entry: new URL('../test/webgl-page.ts', import.meta.url),
  flags: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
};

describe.skipIf(!chromiumPath)('webgl, in Chromium', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser(options);
    page = await browser.open();
  }, 60_000);
  afterAll(() => browser?.close(), 60_000);

  test('computes in single precision', async () => {
    expect(await page.call('hasFloat32')).toBe(true);
  });

  test('a compiled step and every bridge give what they give in double precision', { timeout: 120_000 }, async () => {
    await expectOutcome((await page.call('outcome')) as Awaited<ReturnType<typeof outcome>>, 1e-4);
  });

  test('conforms', { timeout: 1_800_000 }, async () => {
    const result = (await page.call('conformance', methods)) as Awaited<ReturnType<typeof conformance>>;
    console.log(`webgl: ${result.passed} checks of ${methods?.join(', ') ?? 'every method'} passed`);
    expect(result.problems).toEqual([]);
    expect(result.passed).toBeGreaterThan(methods?.length ?? 300);
  });
});
