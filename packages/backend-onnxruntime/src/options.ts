import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { DEFAULT_POOL_BYTES } from './engine/memory.js';
import type { OrtModule } from './engine/module.js';
import type { Fusion } from './fuse/plan.js';

export type GraphOptimization = 'disabled' | 'basic' | 'extended' | 'layout' | 'all';

/** A name such as `cpu`, `wasm`, `webgpu` or `cuda`, or an object with that name and the provider's own settings. */
export type ExecutionProvider = string | { readonly name: string; readonly [setting: string]: unknown };

export interface OnnxruntimeOptions {
  /** The engine: `await import('onnxruntime-node')` or `onnxruntime-web`. Default: the one that fits the platform. */
  module?: OrtModule;
  /** Tried in order. Default `['cpu']` in Node, `['wasm']` in a browser. */
  executionProviders?: readonly ExecutionProvider[];
  /** Threads inside an operation, from 1 up. Default: the engine's choice, one for each physical core. */
  threads?: number;
  /** How far the engine rewrites graphs. Default `extended`: `all` only adds changes of layout that do not pay here. */
  graphOptimization?: GraphOptimization;
  /** Use ONNX Runtime's own operators where they are faster. Default: only where every provider is `cpu` or `wasm`. */
  contribOps?: boolean;
  /**
   * Chains of elementwise operations as single loops in WebAssembly. `auto`: where that is faster; `always`: wherever it
   * is possible; `never`. Default `auto`; only with the provider `cpu` in Node, elsewhere there are none.
   */
  fusion?: Fusion;
  /** Bytes of memory with nothing in it that are kept for reuse, from 0 up. Default 2³⁰ (1 GiB). */
  poolBytes?: number;
  /** Further session options, passed to ONNX Runtime as they are; they override the ones above. */
  session?: { readonly [option: string]: unknown };
}

/** Options with the defaults that do not depend on the platform filled in. */
export interface Settings extends OnnxruntimeOptions {
  readonly graphOptimization: GraphOptimization;
  readonly fusion: Fusion;
  readonly poolBytes: number;
}

const levels: readonly GraphOptimization[] = ['disabled', 'basic', 'extended', 'layout', 'all'];
const fusions: readonly Fusion[] = ['auto', 'always', 'never'];
const allowed = [
  'module',
  'executionProviders',
  'threads',
  'graphOptimization',
  'contribOps',
  'fusion',
  'poolBytes',
  'session',
];

/** @throws ArgumentError naming the option, what was given and what is allowed. */
export function checkSettings(options: OnnxruntimeOptions): Settings {
  checkOptions('onnxruntime', options, allowed);
  const { module, executionProviders, threads, graphOptimization = 'extended', contribOps, session } = options;
  const { fusion = 'auto', poolBytes = DEFAULT_POOL_BYTES } = options;
  const refuse = (name: string, given: unknown, fix: string): never => {
    throw new ArgumentError(`onnxruntime: ${name} is ${show(given)}; ${fix}`);
  };
  if (module !== undefined && typeof module?.InferenceSession?.create !== 'function') {
    refuse('module', module, "it must be the module itself: { module: await import('onnxruntime-node') }");
  }
  if (executionProviders !== undefined) {
    const good = Array.isArray(executionProviders) && executionProviders.length > 0;
    if (!good || !executionProviders.every((p) => providerName(p) !== '')) {
      refuse('executionProviders', executionProviders, "it must be a list of one or more names, such as ['cpu']");
    }
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1)) {
    refuse('threads', threads, 'it must be a whole number from 1 up');
  }
  if (!levels.includes(graphOptimization)) {
    refuse('graphOptimization', graphOptimization, `allowed: ${levels.join(', ')}`);
  }
  if (contribOps !== undefined && typeof contribOps !== 'boolean') {
    refuse('contribOps', contribOps, 'it must be true or false');
  }
  if (!fusions.includes(fusion)) refuse('fusion', fusion, `allowed: ${fusions.join(', ')}`);
  if (!(Number.isFinite(poolBytes) && poolBytes >= 0)) refuse('poolBytes', poolBytes, 'it must be a number from 0 up');
  if (session !== undefined && (typeof session !== 'object' || session === null)) {
    refuse('session', session, 'it must be an object of ONNX Runtime session options');
  }
  return { ...options, graphOptimization, fusion, poolBytes };
}

/** The provider's name, or '' if there is none. */
export function providerName(provider: ExecutionProvider): string {
  const name = typeof provider === 'object' && provider !== null ? provider.name : provider;
  return typeof name === 'string' ? name : '';
}

function show(value: unknown): string {
  return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value);
}
