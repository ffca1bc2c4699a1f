import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

// Shared by every package: what package.json exports is what gets built. A package that exports nothing is a program.
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports?: Record<string, string | { '@saddlepoint/source': string }>;
};
const sources = Object.values(exports ?? {}).flatMap((entry) =>
  typeof entry === 'string' ? [] : [entry['@saddlepoint/source']],
);

export default defineConfig({
  entry: exports ? sources : ['src/main.ts'],
  format: 'esm',
  target: 'es2022',
  // Types of other packages come from their build, as they will for users.
  dts: exports ? { compilerOptions: { customConditions: [] } } : false,
  // A program takes the packages in from their sources, so it runs seconds after the install.
  ...(exports
    ? {}
    : {
        noExternal: [/^@saddlepoint\//],
        esbuildOptions(options) {
          options.conditions = ['@saddlepoint/source'];
        },
      }),
  sourcemap: true,
  silent: !exports,
  clean: true,
});
