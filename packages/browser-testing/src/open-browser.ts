import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

/** Chromium's executable, if this machine has one; CHROMIUM_PATH names another. */
export const chromiumPath: string | undefined = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

export interface BrowserOptions {
  /** The module whose exports pages call. It is bundled with all that it imports. */
  readonly entry: URL;
  /** Chromium's switches. */
  readonly flags: readonly string[];
  /** A folder with files that an engine fetches from where the module came from. */
  readonly files?: string;
}

export interface Page {
  /** The value of an expression. */
  evaluate(expression: string): Promise<unknown>;
  /** Calls an export of the module; arguments and result cross as JSON. */
  call(name: string, ...args: unknown[]): Promise<unknown>;
}

export interface Browser {
  open(): Promise<Page>;
  close(): Promise<void>;
}

/** Starts Chromium with empty pages that can call a module. @throws Error where there is no Chromium. */
export async function openBrowser({ entry, flags, files }: BrowserOptions): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no Chromium found; set CHROMIUM_PATH to its executable');
  const script = await bundle(entry);
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', ...flags] });
  // Last: nobody would close it if Chromium did not start.
  const { server, origin } = await serve(script, files);
  return {
    async open() {
      const page = await browser.newPage();
      await page.goto(origin);
      // Expressions are text: a function would be rewritten by the test runner's own module loader.
      return {
        evaluate: (expression) => page.evaluate(expression),
        call(name, ...args) {
          const list = args.map((x) => JSON.stringify(x)).join(', ');
          return page.evaluate(`import('${origin}/page.js').then((module) => module.${name}(${list}))`);
        },
      };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

async function bundle(entry: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(entry)],
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

/** Serves an empty page, the bundle, and next to it the files. */
async function serve(script: string, files: string | undefined) {
  const server = createServer(({ url = '/' }, response) => {
    const send = (type: string, body: string | Buffer) => response.setHeader('content-type', type).end(body);
    const file = files !== undefined && /^\/[\w.-]+$/.test(url) ? join(files, url.slice(1)) : undefined;
    if (url === '/') send('text/html', '<!doctype html><title>test</title>');
    else if (url === '/page.js') send('text/javascript', script);
    else if (file !== undefined && existsSync(file)) {
      send(url.endsWith('.wasm') ? 'application/wasm' : 'text/javascript', readFileSync(file));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
