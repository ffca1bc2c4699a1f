import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * A package of the workspace: its folder from the root (`packages/nn`), its package.json and the text of its
 * own files by path (`src/index.ts`), fixtures and other data left out.
 * @typedef {{ folder: string, manifest: Record<string, any>, files: Record<string, string> }} Package
 */

export const root = resolve(import.meta.dirname, '..');

/** Reads every file below a folder. @param {string} folder @returns {Record<string, string>} */
export function readFiles(folder, prefix = '') {
  return Object.assign(
    {},
    ...readdirSync(join(folder, prefix), { withFileTypes: true }).map((entry) => {
      const path = prefix + entry.name;
      if (['node_modules', 'dist', 'fixtures', '.turbo'].includes(entry.name)) return {};
      if (entry.isDirectory()) return readFiles(folder, `${path}/`);
      return /\.(ts|tsx|mjs|js|md)$|^(package|tsconfig)\.json$/.test(path)
        ? { [path]: readFileSync(join(folder, path), 'utf8') }
        : {};
    }),
  );
}

/** Reads every package below `packages/` and `examples/`. @returns {Package[]} */
export function readWorkspace() {
  return ['packages', 'examples'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => {
        const files = readFiles(join(root, folder));
        return { folder, files, manifest: JSON.parse(files['package.json'] ?? '') };
      }),
  );
}

/** Prints what is wrong, if anything, and sets the exit code. @param {string} what @param {string[]} problems */
export function report(what, problems) {
  for (const problem of problems) console.error(problem);
  console.log(problems.length ? `${what}: ${problems.length} problem(s)` : `${what}: ok`);
  process.exitCode = problems.length ? 1 : 0;
}
