import { ArgumentError, BackendError, checkOptions, showValue } from '@saddlepoint/tensor';

/** The namespace of TensorFlow.js: `import * as tf from '@tensorflow/tfjs'`. */
export type TfNamespace = typeof import('@tensorflow/tfjs');

export type TfjsNodePackage = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu';

export interface LoadTfjsNodeOptions {
  /** A file (path or URL) from which the package is looked for. Default: this package. */
  from?: string;
}

/** Why `@tensorflow/tfjs-node` or `-node-gpu` cannot be loaded; the message prints the exact fix. */
export class TfjsNodeError extends BackendError {
  constructor(
    message: string,
    /** Not installed; installed without its native binding; or with one that does not load. */
    readonly reason: 'not-installed' | 'no-binding' | 'broken-binding',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const packages: readonly string[] = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];
const script = 'node node_modules/@saddlepoint/backend-tfjs/engines/build-tfjs-node.mjs --project .';

/**
 * The namespace of `@tensorflow/tfjs-node` or `-node-gpu`, which is that of `@tensorflow/tfjs` on libtensorflow.
 *
 * Both packages download a native library in their install script, which new package managers do not run; this says
 * how to mend that, where a plain import says it of some cases only. It also lets version 4.22 run on Node 23 and later.
 * For Node; both need a process each, since tfjs keeps its engine in a global.
 *
 * @param name default `@tensorflow/tfjs-node`.
 * @throws TfjsNodeError when the package, its binding or a library of the binding is missing; ArgumentError for another name.
 */
export function loadTfjsNode(
  name: TfjsNodePackage = '@tensorflow/tfjs-node',
  options: LoadTfjsNodeOptions = {},
): TfNamespace {
  checkOptions('loadTfjsNode', options, ['from']);
  if (!packages.includes(name)) {
    throw new ArgumentError(`loadTfjsNode: expected ${packages.join(' or ')}, got ${showValue(name)}`);
  }
  mendNodeUtil();
  // Not an import, so that bundlers for browsers do not look for it.
  const { createRequire } = process.getBuiltinModule('node:module');
  try {
    return createRequire(options.from ?? import.meta.url)(name) as TfNamespace;
  } catch (cause) {
    throw explain(name, cause);
  }
}

/** Puts back `util.isNullOrUndefined`, which tfjs-node 4.22 calls and Node 23 and later lack. */
export function mendNodeUtil(): void {
  const util = process.getBuiltinModule('node:util') as { isNullOrUndefined?: unknown };
  util.isNullOrUndefined ??= (x: unknown) => x === null || x === undefined;
}

/** The error that says what is wrong, and how to mend it; any other error as it is. */
function explain(name: TfjsNodePackage, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND' && cause.message.includes(`'${name}'`)) {
    const message = `${name} is not installed; npm install ${name}@4.22.0, then\n${allow(name)}`;
    return new TfjsNodeError(message, 'not-installed', { cause });
  }
  if (cause.message.includes('native addon module')) {
    const message =
      `${name} is installed without its native binding: its install script, which downloads it, did not run or failed.\n` +
      `${allow(name)}\nWhere that download is blocked, build the binding against PyPI's libtensorflow (Linux):\n  ${script}`;
    return new TfjsNodeError(message, 'no-binding', { cause });
  }
  if (code === 'ERR_DLOPEN_FAILED') {
    const message =
      `the native binding of ${name} does not load: ${cause.message}\nInstall the package anew, or build the binding ` +
      `against PyPI's libtensorflow (Linux):\n  ${script}`;
    return new TfjsNodeError(message, 'broken-binding', { cause });
  }
  return cause;
}

/** How each package manager lets one package run its install script. */
const allow = (name: string): string =>
  [
    'Allow the script, and run it:',
    `  npm 12:       npm install-scripts approve ${name} && npm rebuild ${name}`,
    `  npm to 11:    npm rebuild ${name}`,
    `  pnpm 10:      in pnpm-workspace.yaml  onlyBuiltDependencies: ['${name}'], then pnpm rebuild ${name}`,
    `  pnpm from 11: in pnpm-workspace.yaml  allowBuilds: { '${name}': true }, then pnpm rebuild ${name}`,
  ].join('\n');
