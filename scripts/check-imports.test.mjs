import { expect, test } from 'vitest';
import { checkImports } from './check-imports.mjs';

/**
 * A package with one source file. @param {string} folder @param {string[]} uses packages of the scope it depends on
 * @param {{ text?: string, path?: string, [field: string]: any }} rest the file, and more fields of package.json
 */
function pkg(folder, uses = [], { text = '', path = 'src/a.ts', ...manifest } = {}) {
  const dependencies = Object.fromEntries(uses.map((name) => [`@saddlepoint/${name}`, 'workspace:^']));
  const name = `@saddlepoint/${folder.replace(/^.*\//, '')}`;
  return { folder, manifest: { name, dependencies, ...manifest }, files: { [path]: text } };
}

const [tensor, losses, nn, backend] = [
  pkg('packages/tensor'),
  pkg('packages/losses', ['tensor']),
  pkg('packages/nn', ['tensor', 'losses']),
  pkg('packages/backend-tfjs', ['tensor'], { peerDependencies: { '@tensorflow/tfjs-core': '^4' } }),
];

test('the picture in the contributing guide is allowed', () => {
  const packages = [
    tensor,
    losses,
    nn,
    backend,
    pkg('packages/peft', ['tensor', 'losses', 'nn']),
    pkg('packages/diffusion', ['peft', 'nn']),
    pkg('packages/data', ['tensor']),
    pkg('packages/train', ['nn', 'losses', 'data', 'diffusion']),
    pkg('packages/cli', ['train', 'backend-tfjs']),
    pkg('packages/benchmarks', ['nn', 'backend-tfjs']),
    pkg('examples/mnist', ['train', 'backend-tfjs']),
  ];
  expect(checkImports(packages)).toEqual([]);
});

test.each([
  ['packages/tensor', 'losses', 'a tensor package may not import @saddlepoint/losses, a feature package'],
  ['packages/init', 'losses', 'a feature package may not import @saddlepoint/losses, a feature package'],
  ['packages/init', 'nn', 'a feature package may not import @saddlepoint/nn, a nn package'],
  ['packages/init', 'backend-tfjs', 'a feature package may not import @saddlepoint/backend-tfjs, a backend package'],
  ['packages/peft', 'backend-tfjs', 'a peft package may not import @saddlepoint/backend-tfjs, a backend package'],
  ['packages/train', 'backend-tfjs', 'an orchestration package may not import @saddlepoint/backend-tfjs'],
  ['packages/backend-webgpu', 'nn', 'a backend package may not import @saddlepoint/nn, a nn package'],
  ['packages/backend-webgpu', 'backend-tfjs', 'a backend package may not import @saddlepoint/backend-tfjs'],
])('%s may not use %s', (folder, used, message) => {
  const others = [tensor, losses, nn, backend].filter((other) => other.folder !== folder);
  const declared = checkImports([...others, pkg(folder, [used])]);
  const imported = checkImports([
    ...others,
    pkg(folder, [], { text: `import type { A } from '@saddlepoint/${used}/b';` }),
  ]);
  expect(declared.join('\n')).toContain(`${folder}/package.json: ${message}`);
  expect(imported.join('\n')).toContain(`${folder}/src/a.ts: ${message}`);
});

test.each([
  "import { a } from 'left-pad';",
  "import type { A } from 'left-pad/types';",
  "export { a } from 'left-pad';",
  "const a = await import('left-pad');",
])('finds what is not declared: %s', (text) => {
  const problem = 'packages/init/src/a.ts: left-pad is not among the dependencies in package.json';
  expect(checkImports([pkg('packages/init', [], { text })])).toEqual([problem]);
  expect(checkImports([pkg('packages/init', [], { text, devDependencies: { 'left-pad': '1' } })])).toEqual([problem]);
  expect(checkImports([pkg('packages/init', [], { text, dependencies: { 'left-pad': '1' } })])).toEqual([]);
});

test('tests may import the tools of the workspace and the package itself, sources may not', () => {
  const text = "import 'vitest';\nimport '@saddlepoint/init';\nimport 'node:fs';";
  expect(checkImports([pkg('packages/init', [], { text, path: 'src/a.test.ts' })], ['vitest'])).toEqual([]);
  expect(checkImports([pkg('packages/init', [], { text })], ['vitest'])).toHaveLength(2);
});

test('finds relative imports that leave the package', () => {
  const text = "import { a } from '../../losses/src/a.js';";
  expect(checkImports([pkg('packages/init', [], { text })])[0]).toContain('is in another package');
});

test('tensor has no dependencies', () => {
  const found = checkImports([pkg('packages/tensor', [], { dependencies: { 'left-pad': '1' } })]);
  expect(found).toEqual(['packages/tensor/package.json: tensor has no dependencies']);
});

test('engines are peers of backends', () => {
  const engine = { 'onnxruntime-node': '^1.30.0' };
  expect(checkImports([pkg('packages/backend-x', [], { peerDependencies: engine })])).toEqual([]);
  expect(checkImports([pkg('examples/x', [], { dependencies: engine })])).toEqual([]);
  for (const wrong of [
    pkg('packages/backend-x', [], { dependencies: engine }),
    pkg('packages/init', [], { dependencies: engine }),
    pkg('packages/train', [], { peerDependencies: engine }),
  ])
    expect(checkImports([wrong])[0]).toContain('onnxruntime-node may only be a peer dependency of a backend');
});

test('finds cycles', () => {
  const packages = [pkg('packages/train', ['data']), pkg('packages/data', ['tune']), pkg('packages/tune', ['train'])];
  expect(checkImports(packages)).toEqual([
    'cycle: @saddlepoint/train → @saddlepoint/data → @saddlepoint/tune → @saddlepoint/train',
  ]);
});
