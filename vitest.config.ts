import { defineConfig } from 'vitest/config';

// Packages import each other's TypeScript sources, so tests need no build.
const conditions = ['@saddlepoint/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 30_000,
    // One worker a core; the default leaves a core to others, half of a small machine.
    maxWorkers: '100%',
    projects: [
      { extends: true, test: { name: 'packages', include: ['{packages,examples}/*/src/**/*.test.ts'] } },
      { extends: true, test: { name: 'scripts', include: ['scripts/*.test.mjs'] } },
    ],
  },
});
