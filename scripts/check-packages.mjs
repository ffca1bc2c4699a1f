// Every published package has the shape of package-template/.
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';
import { packageFiles } from './new-package.mjs';
import { readWorkspace, report } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').Package} Package */

/** What is wrong with the shape of a package. @param {Package} pkg @returns {string[]} */
export function checkPackage({ folder, manifest, files }) {
  const name = folder.replace(/^.*\//, '');
  if (manifest.private)
    return manifest.name?.startsWith('@saddlepoint/') ? [] : [`${folder}: name must start with @saddlepoint/`];
  const problems = [
    ...checkManifest(name, manifest),
    ...checkExports(manifest.exports ?? {}, files),
    ...Object.keys(files)
      .filter((path) => /^src\/(.+\/)?index\.ts$/.test(path))
      .flatMap((path) => checkIndex(path, files[path] ?? '')),
    ...checkTests(files),
  ];
  if (files['tsconfig.json'] === undefined) problems.push('tsconfig.json is missing');
  if (!files['README.md']?.includes(`npm install @saddlepoint/${name}`))
    problems.push(`README.md must say "npm install @saddlepoint/${name}"`);
  return problems.map((problem) => `${folder}: ${problem}`);
}

/** @param {string} name @param {Record<string, any>} manifest */
function checkManifest(name, manifest) {
  const template = JSON.parse(packageFiles(name, 'x')['package.json'] ?? '');
  const problems = [];
  for (const key of ['name', 'license', 'repository', 'type', 'engines', 'publishConfig'])
    if (!isDeepStrictEqual(manifest[key], template[key]))
      problems.push(`package.json: ${key} must be ${JSON.stringify(template[key])}`);
  for (const [key, command] of Object.entries(template.scripts))
    if (manifest.scripts?.[key] !== command) problems.push(`package.json: scripts.${key} must be "${command}"`);
  for (const entry of template.files)
    if (!manifest.files?.includes(entry)) problems.push(`package.json: files must list "${entry}"`);
  if (manifest.sideEffects !== false && !Array.isArray(manifest.sideEffects))
    problems.push('package.json: sideEffects must be false or a list of files');
  for (const key of ['version', 'description']) if (!manifest[key]) problems.push(`package.json: ${key} is missing`);
  return problems;
}

/** @param {Record<string, any>} exports @param {Record<string, string>} files */
function checkExports(exports, files) {
  const problems = [];
  for (const path of ['.', './package.json'])
    if (!exports[path]) problems.push(`package.json: exports must have "${path}"`);
  for (const [path, entry] of Object.entries(exports)) {
    if (path === './package.json') continue;
    const source = entry['@saddlepoint/source'] ?? './src/index.ts';
    const built = source.replace('./src/', './dist/').replace(/\.ts$/, '');
    const expected = { '@saddlepoint/source': source, types: `${built}.d.ts`, default: `${built}.js` };
    if (!isDeepStrictEqual(Object.entries(entry), Object.entries(expected)))
      problems.push(`package.json: exports["${path}"] must be, in this order, ${JSON.stringify(expected)}`);
    if (files[source.slice(2)] === undefined) problems.push(`package.json: exports["${path}"]: ${source} is missing`);
  }
  return problems;
}

/** An index only re-exports, by name. @param {string} path @param {string} text */
function checkIndex(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    const from =
      'moduleSpecifier' in statement ? /** @type {ts.StringLiteral} */ (statement.moduleSpecifier)?.text : undefined;
    const byName = ts.isExportDeclaration(statement) && statement.exportClause;
    const sideEffect = ts.isImportDeclaration(statement) && !statement.importClause;
    if ((byName || sideEffect) && from?.startsWith('.')) return [];
    return `${path} may only re-export by name from its own files, not "${statement.getText(source).split('\n')[0]}"`;
  });
}

/** A method in src/ has its test beside it; a folder in src/ holds at least one test. @param {Record<string, string>} files */
function checkTests(files) {
  const code = Object.keys(files).filter((path) => /^src\/.*\.ts$/.test(path));
  const tests = code.filter((path) => path.endsWith('.test.ts'));
  return code.flatMap((path) => {
    if (/(\.test|\.d|\/index)\.ts$/.test(path) || onlyTypes(path, files[path] ?? '')) return [];
    const folder = path.match(/^src\/[^/]+\//)?.[0];
    if (folder) return tests.some((test) => test.startsWith(folder)) ? [] : `${folder} holds ${path} but no test`;
    const test = path.replace(/\.ts$/, '.test.ts');
    return tests.includes(test) ? [] : `${path} has no ${test} beside it`;
  });
}

/** @param {string} path @param {string} text */
function onlyTypes(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return source.statements.every(
    (statement) =>
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly) ||
      (ts.isExportDeclaration(statement) && statement.isTypeOnly),
  );
}

if (import.meta.filename === process.argv[1]) report('package shape', readWorkspace().flatMap(checkPackage));
