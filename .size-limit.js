import { readWorkspace } from './scripts/workspace.mjs';

// The size of each package alone, minified and compressed. A package without a line of its own gets the standard limit.
const standard = '10 kB';
/** @type {Record<string, string>} */
const limits = {
  'packages/tensor': '40 kB',
  'packages/backend-onnxruntime': '40 kB',
  'packages/optimizers': '30 kB',
  'packages/losses': '16 kB',
  'packages/stabilizers': '16 kB',
  'packages/backend-tfjs': '24 kB',
  'packages/init': '16 kB',
};

const modifyEsbuildConfig = (/** @type {object} */ config) => ({
  ...config,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});

/** What one method costs those who take no other. */
const single = {
  name: '@saddlepoint/optimizers, adamw alone',
  path: 'packages/optimizers/dist/index.js',
  import: '{ adamw, applyUpdates }',
  limit: '6 kB',
  modifyEsbuildConfig,
};

export default [
  ...readWorkspace()
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest }) => ({
      name: manifest.name,
      path: `${folder}/dist/index.js`,
      limit: limits[folder] ?? standard,
      modifyEsbuildConfig,
    })),
  single,
];
