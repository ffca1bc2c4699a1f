// node scripts/backend-table.mjs [--check]: runs the conformance suite on every backend and writes docs/backends.md, or
// says whether that page is up to date. The packages must be built: pnpm build.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** @param {string} path */
const built = (path) => import(join(root, 'packages', path));

const backends = [
  { name: 'reference', open: async () => (await built('tensor/dist/index.js')).reference() },
  { name: 'ONNX Runtime', open: async () => (await built('backend-onnxruntime/dist/index.js')).onnxruntime() },
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
float64 reference backend and with JAX. ✗ marks what fails, ○ what a backend says it cannot do; an empty cell does not apply
to the dtype. Made by \`node scripts/backend-table.mjs\` from a run of \`@saddlepoint/tensor/conformance\`; do not edit.

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
