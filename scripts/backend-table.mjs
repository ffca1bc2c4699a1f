// node scripts/backend-table.mjs [--check]: runs the conformance suite on every backend and writes docs/backends.md, or
// says whether that page is up to date. The packages must be built: pnpm build.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** @param {string} path */
const built = (path) => import(join(root, 'packages', path));

// What backend-tfjs is tested with; the second call adds the engine to the first.
const requireTf = createRequire(join(root, 'packages/backend-tfjs/package.json'));
const tf = requireTf('@tensorflow/tfjs');
requireTf('@tensorflow/tfjs-backend-wasm');
/** @param {string} engine */
const openTfjs = (engine) => async () => (await built('backend-tfjs/dist/index.js')).tfjs(tf, { engine });

const backends = [
  { name: 'reference', open: async () => (await built('tensor/dist/index.js')).reference() },
  { name: 'ONNX Runtime', open: async () => (await built('backend-onnxruntime/dist/index.js')).onnxruntime() },
  { name: 'TensorFlow.js cpu', open: openTfjs('cpu') },
  { name: 'TensorFlow.js wasm', open: openTfjs('wasm') },
];

const { runConformance, conformanceTable } = await built('tensor/dist/conformance/index.js');

const reports = [];
for (const { name, open } of backends) {
  const backend = await open();
  const results = await runConformance(backend);
  await backend.dispose();
  reports.push({ backend: name, results });
  const failed = results.filter((/** @type {{ status: string }} */ r) => r.status === 'failed');
  for (const { message } of failed) console.error(`${name}: ${message}`);
  console.log(`${name}: ${results.length - failed.length} of ${results.length} checks pass`);
  if (failed.length > 0) process.exitCode = 1;
}

const page = `# Backends

What each backend does, method by method: **f** values, **f′** gradients, **f″** second derivatives, each compared with the
float64 reference backend and with JAX, for elements of float32 (f32), float16 (f16), int32 (i32), uint8 (u8) and bool. ✗ marks
what fails, ○ what a backend says it cannot do. Engines on graphics cards, and TensorFlow's own library, are in the
[README of backend-tfjs](../packages/backend-tfjs). Made by \`node scripts/backend-table.mjs\` from a run of
\`@saddlepoint/tensor/conformance\`; do not edit.

${conformanceTable(reports)}
`;

const path = join(root, 'docs', 'backends.md');
if (process.argv.includes('--check')) {
  let written = '';
  try {
    written = readFileSync(path, 'utf8');
  } catch {
    // A page that is not there is out of date.
  }
  if (written !== page) {
    console.error('docs/backends.md is out of date: run node scripts/backend-table.mjs');
    process.exitCode = 1;
  }
} else {
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeFileSync(path, page);
}
