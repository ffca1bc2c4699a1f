// pnpm new-package NAME "DESCRIPTION": makes packages/NAME from package-template/.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readFiles, root } from './workspace.mjs';

/** What was asked for cannot be made; `argument` says which argument is wrong. */
export class NewPackageError extends Error {
  /** @param {'name' | 'description'} argument @param {string} message */
  constructor(argument, message) {
    super(`${argument}: ${message}\nUsage: pnpm new-package NAME "DESCRIPTION"`);
    this.name = 'NewPackageError';
    this.argument = argument;
  }
}

/** The files of a new package, by path. @param {string | undefined} name @param {string | undefined} description */
export function packageFiles(name, description) {
  if (!name || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new NewPackageError(
      'name',
      `given ${JSON.stringify(name)}, expected lower-case words joined by hyphens and without the scope, such as "optimizers" or "backend-tfjs"`,
    );
  if (!description?.trim())
    throw new NewPackageError('description', 'expected one sentence that says what the package holds');
  const inJson = JSON.stringify(description).slice(1, -1);
  return Object.fromEntries(
    Object.entries(readFiles(join(import.meta.dirname, 'package-template'))).map(([path, text]) => [
      path,
      text
        .replaceAll('{name}', name)
        .replaceAll('{description}', () => (path === 'package.json' ? inJson : description)),
    ]),
  );
}

/** Writes a new package below `parent`. @param {string | undefined} name @param {string | undefined} description */
export function createPackage(name, description, parent = join(root, 'packages')) {
  const files = packageFiles(name, description);
  const folder = join(parent, name ?? '');
  if (existsSync(folder)) throw new NewPackageError('name', `"${name}" exists already (${folder})`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

if (import.meta.filename === process.argv[1]) {
  const [name, description] = process.argv.slice(2);
  try {
    createPackage(name, description);
    console.log(
      `Made packages/${name}. Next: replace src/example.ts, add a line to the table in the root README.md, pnpm changeset.`,
    );
  } catch (error) {
    if (!(error instanceof NewPackageError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
