// Who may import whom. The picture of these rules is in CONTRIBUTING.md.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { readWorkspace, report, root } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').Package} Package */
/** @typedef {keyof typeof mayImport} Layer */

/** What each layer may import. A package that is not named in `layers` is a feature package, the strictest kind. */
const mayImport = {
  tensor: [],
  feature: ['tensor'],
  nn: ['tensor', 'feature'],
  peft: ['tensor', 'feature', 'nn'],
  diffusion: ['tensor', 'feature', 'nn', 'peft'],
  orchestration: ['tensor', 'feature', 'nn', 'peft', 'diffusion', 'orchestration'],
  backend: ['tensor'],
  // The tests of a backend run what people run on it.
  'backend test': ['tensor', 'feature', 'nn'],
  program: ['tensor', 'feature', 'nn', 'peft', 'diffusion', 'orchestration', 'backend'],
};

/** @type {Record<string, Layer>} */
const layers = {
  tensor: 'tensor',
  nn: 'nn',
  peft: 'peft',
  diffusion: 'diffusion',
  train: 'orchestration',
  landscape: 'orchestration',
  tune: 'orchestration',
  data: 'orchestration',
  report: 'orchestration',
  compare: 'orchestration',
  cli: 'program',
  benchmarks: 'program',
};

/** Libraries that compute: the peers of backends. */
const engine = /^(onnxruntime-(node|web)|@tensorflow\/.*|@jax-js\/.*|webgpu)$/;

/** @param {string} folder @returns {Layer} */
function layerOf(folder) {
  const name = folder.replace(/^.*\//, '');
  if (folder.startsWith('examples/')) return 'program';
  return name.startsWith('backend-') ? 'backend' : (layers[name] ?? 'feature');
}

const fields = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'];
/** @param {Record<string, any>} manifest */
const allDependencies = (manifest) => fields.flatMap((field) => Object.keys(manifest[field] ?? {}));

/**
 * What breaks the import rules.
 * @param {Package[]} packages
 * @param {string[]} tools names that tests may import without declaring them (the root's devDependencies)
 */
export function checkImports(packages, tools = []) {
  const folders = Object.fromEntries(packages.map(({ manifest, folder }) => [manifest.name, folder]));
  return [...packages.flatMap((pkg) => checkPackageImports(pkg, folders, tools)), ...findCycles(packages)];
}

/** @param {Package} pkg @param {Record<string, string>} folders @param {string[]} tools */
function checkPackageImports({ folder, manifest, files }, folders, tools) {
  const layer = layerOf(folder);
  const problems = new Set();
  const shipped = [...fields.slice(0, 3).flatMap((field) => Object.keys(manifest[field] ?? {}))];

  /** @param {string} name @param {string} where @param {boolean} inTest */
  function checkLayer(name, where, inTest) {
    const target = folders[name];
    if (target === undefined || target === folder) return;
    const targetLayer = layerOf(target);
    const allowed = mayImport[inTest && layer === 'backend' ? 'backend test' : layer];
    if (!(/** @type {string[]} */ (allowed).includes(targetLayer)))
      problems.add(`${where}: ${article(layer)} package may not import ${name}, ${article(targetLayer)} package`);
  }

  for (const name of allDependencies(manifest)) checkLayer(name, `${folder}/package.json`, !shipped.includes(name));
  if (layer === 'tensor' && Object.keys(manifest.dependencies ?? {}).length)
    problems.add(`${folder}/package.json: tensor has no dependencies`);
  if (layer !== 'program')
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
      if (
        engine.test(name) &&
        !(layer === 'backend' && manifest.peerDependencies?.[name] && !manifest.dependencies?.[name])
      )
        problems.add(`${folder}/package.json: the engine ${name} may only be a peer dependency of a backend`);

  for (const [path, text] of Object.entries(files)) {
    if (!/\.(ts|tsx|mjs|js)$/.test(path)) continue;
    // What package.json's `files` leaves out (tests and their helpers) is not shipped.
    const isTest = path.endsWith('.test.ts') || path.startsWith('src/testing/') || path.startsWith('test/');
    const isShipped = path.startsWith('src/') && !isTest && !manifest.private;
    const declared = isShipped ? shipped : [...allDependencies(manifest), ...tools, manifest.name];
    for (const { fileName: specifier } of ts.preProcessFile(text, true, true).importedFiles) {
      const where = `${folder}/${path}`;
      if (specifier.startsWith('.')) {
        if (!join(folder, path, '..', specifier).startsWith(folder))
          problems.add(`${where}: "${specifier}" is in another package; import that package by its name`);
      } else if (!isBuiltin(specifier)) {
        const name = specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? specifier;
        checkLayer(name, where, isTest);
        if (!declared.includes(name)) problems.add(`${where}: ${name} is not among the dependencies in package.json`);
      }
    }
  }
  return [...problems];
}

/** @param {Package[]} packages @returns {string[]} */
function findCycles(packages) {
  const graph = new Map(packages.map(({ manifest }) => [manifest.name, allDependencies(manifest)]));
  /** @type {Set<string>} */
  const done = new Set();
  /** @param {string} name @param {string[]} path @returns {string[]} */
  function visit(name, path) {
    if (path.includes(name)) return [`cycle: ${[...path.slice(path.indexOf(name)), name].join(' → ')}`];
    if (done.has(name)) return [];
    const cycles = (graph.get(name) ?? []).flatMap((next) => visit(next, [...path, name]));
    done.add(name);
    return cycles;
  }
  return [...graph.keys()].flatMap((name) => visit(name, []));
}

/** @param {string} word */
const article = (word) => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;

if (import.meta.filename === process.argv[1]) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  report('imports', checkImports(readWorkspace(), Object.keys(devDependencies)));
}
