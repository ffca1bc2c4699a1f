import { expect, test } from 'vitest';
import { onnxruntime } from './onnxruntime.js';
import type { OnnxruntimeOptions } from './options.js';

const rejected: [OnnxruntimeOptions, RegExp][] = [
  [{ thread: 2 } as OnnxruntimeOptions, /unknown option 'thread'; allowed: module, executionProviders, threads/],
  [{ threads: 0 }, /threads is 0; it must be a whole number from 1 up/],
  [{ threads: 1.5 }, /threads is 1.5/],
  [{ executionProviders: [] }, /executionProviders is \[\]; it must be a list of one or more names, such as \['cpu'\]/],
  [{ executionProviders: 'cpu' as unknown as string[] }, /executionProviders is "cpu"/],
  [
    { graphOptimization: 'max' as 'all' },
    /graphOptimization is "max"; allowed: disabled, basic, extended, layout, all/,
  ],
  [{ contribOps: 1 as unknown as boolean }, /contribOps is 1; it must be true or false/],
  [{ poolBytes: -1 }, /poolBytes is -1; it must be a number from 0 up/],
  [{ session: 3 as unknown as object as { [key: string]: unknown } }, /session is 3/],
  [{ module: {} as NonNullable<OnnxruntimeOptions['module']> }, /module is \{\}; it must be the module itself/],
];

for (const [options, message] of rejected) {
  test(`refuses ${JSON.stringify(options)}`, async () => {
    await expect(onnxruntime(options)).rejects.toMatchObject({
      name: 'ArgumentError',
      message: expect.stringMatching(message),
    });
  });
}

test('a provider that does not work is an error of the backend', async () => {
  const module = {
    InferenceSession: {
      create: async () => {
        throw new Error('Failed to load library libonnxruntime_providers_cuda.so');
      },
    },
    Tensor: class {},
  } as unknown as NonNullable<OnnxruntimeOptions['module']>;
  await expect(onnxruntime({ module, executionProviders: ['cuda'] })).rejects.toMatchObject({
    name: 'BackendError',
    message: expect.stringMatching(
      /the engine does not start with providers \[cuda\]: Failed to load .*; .*install script/,
    ),
  });
});
