import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { TfModule } from '../src/index.js';

/** Packages of the folder `engines`, which are none of the workspace's. */
const load = createRequire(new URL('../engines/package.json', import.meta.url));
/** Where Chromium keeps a Vulkan driver that computes on the processor, and the loader for it. */
const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

/** tfjs with its WebGPU engine in Node, on a software driver; or the reason why not. */
export async function openWebgpu(): Promise<TfModule | string> {
  try {
    load.resolve('webgpu');
  } catch {
    return 'its packages are not installed: npm install --ignore-scripts --prefix packages/backend-tfjs/engines';
  }
  const folder = folders.find((path) => existsSync(join(path, 'vk_swiftshader_icd.json')));
  if (process.platform !== 'linux' || !folder)
    return 'there is no software driver: install Chromium (Debian: chromium)';
  process.env.VK_ICD_FILENAMES ??= join(folder, 'vk_swiftshader_icd.json');
  keepLoaded(join(folder, 'libvulkan.so.1'));
  const { create, globals } = load('webgpu') as { create: (options: string[]) => unknown; globals: object };
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
  const tf = load('@tensorflow/tfjs') as TfModule;
  load('@tensorflow/tfjs-backend-webgpu');
  // Small operands would go to the processor, which takes a canvas to read them at once.
  (tf as unknown as { env(): { set(flag: string, value: boolean): void } }).env().set('WEBGPU_CPU_FORWARD', false);
  return (await tf.setBackend('webgpu')) ? tf : 'the engine found no adapter';
}

/** Loads a library, so that a later look-up by its name finds it without a search path. */
function keepLoaded(library: string): void {
  const noDelete = 0x1000;
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | noDelete);
  } catch {
    // It is no module of Node's, which is an error, but it is loaded now.
  }
}
