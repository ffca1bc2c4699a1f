import { BackendError } from '@saddlepoint/tensor';
import type { OrtModule } from './module.js';

export type EnginePackage = 'onnxruntime-node' | 'onnxruntime-web';

/** Whether this is Node (or a runtime that loads Node's native modules). */
export function inNode(): boolean {
  return typeof process === 'object' && typeof process.versions?.node === 'string';
}

/** Imports an engine package. */
export type Importer = (name: EnginePackage) => Promise<unknown>;

// The Node package's name is not a literal, so that a bundler for browsers does not try to bundle a native library.
const importEngine: Importer = (name) =>
  name === 'onnxruntime-web' ? import('onnxruntime-web') : import(/* @vite-ignore */ /* webpackIgnore: true */ name);

/**
 * Loads the engine that fits the platform.
 *
 * @throws BackendError that says what to install when the package or its native library is missing.
 */
export async function loadEngine(name: EnginePackage, importer: Importer = importEngine): Promise<OrtModule> {
  let loaded: unknown;
  try {
    loaded = await importer(name);
  } catch (cause) {
    throw new BackendError(explain(name, cause), { cause });
  }
  // A CommonJS module arrives as the default export of its namespace.
  const namespace = loaded as { default?: unknown };
  const module = ('InferenceSession' in namespace ? namespace : namespace.default) as OrtModule | undefined;
  if (typeof module?.InferenceSession?.create !== 'function') {
    throw new BackendError(`onnxruntime: package '${name}' has no InferenceSession; install version 1.30 or later`);
  }
  return module;
}

function explain(name: EnginePackage, cause: unknown): string {
  const { code, message } = cause as { code?: string; message?: string };
  const text = message ?? String(cause);
  const missing = (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && text.includes(`'${name}'`);
  if (missing) return `onnxruntime: package '${name}' is not installed; run: npm install ${name}`;
  if (name === 'onnxruntime-web') {
    return `onnxruntime: package '${name}' does not load (${firstLine(text)}); run: npm install ${name}@^1.30`;
  }
  const { platform, arch } = process;
  return (
    `onnxruntime: the native library of '${name}' does not load on ${platform}-${arch} (${firstLine(text)}); ` +
    `reinstall it (npm install ${name}@^1.30), or, where there is no library for this platform, run ` +
    `npm install onnxruntime-web and pass { module: await import('onnxruntime-web'), executionProviders: ['wasm'] }`
  );
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
