import { fileURLToPath } from 'node:url';
import type { Command } from './sides/process.js';
import type { Mode } from './work.js';

export type Suite = 'steps' | 'optimizers' | 'growth' | 'compile' | 'memory';

/** What a command line needs to know. */
export interface Settings {
  python: string;
  threads: number;
}

/** Another library: how it is started, how to get it, and where it is measured. */
export interface Peer {
  title: string;
  suites: readonly Suite[];
  command(settings: Settings): Command;
  /** What it does of `steps`. Default: all. */
  modes?: readonly Mode[];
  /** Seconds until an answer is given up. Default 180. */
  patience?: number;
  get: string;
}

/** The programs. This file lies at the same depth as the built `dist/main.js`, so that both find them. */
const scripts = {
  torch: new URL('../peers/python/torch_peer.py', import.meta.url),
  jax: new URL('../peers/python/jax_peer.py', import.meta.url),
  tfjs: new URL('../peers/node/tfjs.mjs', import.meta.url),
  tfjsLayers: new URL('../peers/node/tfjs-layers.mjs', import.meta.url),
  jaxJs: new URL('../peers/node/jax-js.mjs', import.meta.url),
};

const python =
  (script: URL, ...args: string[]) =>
  ({ python: program, threads }: Settings): Command => ({
    program,
    args: [fileURLToPath(script), String(threads), ...args],
    env: { OMP_NUM_THREADS: String(threads) },
  });
const node =
  (script: URL, ...args: string[]) =>
  ({ threads }: Settings): Command => ({
    program: process.execPath,
    args: [fileURLToPath(script), String(threads), ...args],
  });

const fromPip = (packages: string) =>
  `pip install ${packages}, and name that Python: --python PATH or SADDLEPOINT_PYTHON`;
const fromNpm = 'npm install --prefix packages/benchmarks/peers/node';

/** Slow ones do whole steps only, and have less time. */
const slow: { modes: readonly Mode[]; patience: number } = { modes: ['train', 'hvp'], patience: 60 };

/** Every peer. One that does not start is left out and named, with how to get it. */
export const peers: { readonly [name: string]: Peer } = {
  torch: {
    title: 'PyTorch eager',
    suites: ['steps', 'optimizers', 'growth', 'compile', 'memory'],
    command: python(scripts.torch, 'eager'),
    get: fromPip('torch'),
  },
  'torch-compile': {
    title: 'torch.compile',
    suites: ['steps', 'compile'],
    command: python(scripts.torch, 'compile'),
    get: `${fromPip('torch')}; it needs a C++ compiler (g++)`,
  },
  jax: {
    title: 'JAX jit',
    suites: ['steps', 'optimizers', 'compile', 'memory'],
    command: python(scripts.jax),
    get: fromPip('jax optax'),
  },
  'tfjs-wasm': { title: 'tfjs wasm', suites: ['steps'], command: node(scripts.tfjs, 'wasm'), get: fromNpm, ...slow },
  'tfjs-node': {
    title: 'tfjs-node',
    suites: ['steps'],
    command: node(scripts.tfjs, 'node'),
    get: `${fromNpm}; it downloads its library when installed`,
    ...slow,
  },
  'tfjs-layers': {
    title: 'tfjs-layers fit',
    suites: ['steps'],
    command: node(scripts.tfjsLayers),
    get: fromNpm,
    ...slow,
  },
  'jax-js': { title: 'jax-js wasm', suites: ['steps', 'compile'], command: node(scripts.jaxJs), get: fromNpm, ...slow },
};
