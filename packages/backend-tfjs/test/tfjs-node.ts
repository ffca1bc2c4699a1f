import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTfjsNode, type TfjsNodePackage, type TfNamespace } from '../src/node-binding.js';

const script = fileURLToPath(new URL('../engines/build-tfjs-node.mjs', import.meta.url));

/** The namespace of a package that `engines/build-tfjs-node.mjs` has built here; undefined, said aloud, without. */
export function builtTfjsNode(name: TfjsNodePackage): TfNamespace | undefined {
  const { status, stdout } = spawnSync(process.execPath, [script, '--where'], { encoding: 'utf8' });
  if (status === 0) return loadTfjsNode(name, { from: join(stdout.trim(), 'package.json') });
  console.log(`${name}: skipped, not built here; run node packages/backend-tfjs/engines/build-tfjs-node.mjs`);
  return undefined;
}
