import { expect, test } from 'vitest';
import { loadEngine } from './load.js';

const failing = (code: string, message: string) => async () => {
  throw Object.assign(new Error(message), { code });
};

test('a missing package: the command that installs it', async () => {
  const importer = failing('ERR_MODULE_NOT_FOUND', "Cannot find package 'onnxruntime-node' imported from /app/main.js");
  await expect(loadEngine('onnxruntime-node', importer)).rejects.toMatchObject({
    name: 'BackendError',
    message: "onnxruntime: package 'onnxruntime-node' is not installed; run: npm install onnxruntime-node",
  });
});

test('a missing native library: the platform, the reason and two ways out', async () => {
  const importer = failing('ERR_DLOPEN_FAILED', 'libonnxruntime.so.1: cannot open shared object file\nat …');
  await expect(loadEngine('onnxruntime-node', importer)).rejects.toThrow(
    new RegExp(
      `native library of 'onnxruntime-node' does not load on ${process.platform}-${process.arch} ` +
        '\\(libonnxruntime.so.1: cannot open shared object file\\); reinstall it .*onnxruntime-web',
    ),
  );
});

test('a native library that was not unpacked is not mistaken for a missing package', async () => {
  const importer = failing(
    'MODULE_NOT_FOUND',
    "Cannot find module '../bin/napi-v6/linux/x64/onnxruntime_binding.node'",
  );
  await expect(loadEngine('onnxruntime-node', importer)).rejects.toThrow(/native library/);
});

test('the web package', async () => {
  const missing = failing('ERR_MODULE_NOT_FOUND', "Cannot find package 'onnxruntime-web'");
  await expect(loadEngine('onnxruntime-web', missing)).rejects.toThrow(/run: npm install onnxruntime-web/);
  const broken = failing('', 'Failed to fetch dynamically imported module');
  await expect(loadEngine('onnxruntime-web', broken)).rejects.toThrow(/does not load \(Failed to fetch/);
});

test('a package that is something else', async () => {
  await expect(loadEngine('onnxruntime-node', async () => ({ default: {} }))).rejects.toThrow(
    /has no InferenceSession/,
  );
});

test('the real one loads', async () => {
  const ort = await loadEngine('onnxruntime-node');
  expect(ort.InferenceSession.create).toBeTypeOf('function');
});
