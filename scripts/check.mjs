// pnpm check [GATE…]: runs every gate, or those that are named, and says at the end which of them failed.
import { spawnSync } from 'node:child_process';

/** @type {Record<string, string>} */
const gates = {
  lint: 'pnpm lint',
  typecheck: 'pnpm typecheck',
  packages: 'node scripts/check-packages.mjs',
  imports: 'node scripts/check-imports.mjs',
  build: 'pnpm build',
  publish: 'pnpm -s turbo check-publish',
  size: 'size-limit',
  unused: 'knip',
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in gates));
if (unknown.length) {
  console.error(`No gate named ${unknown.join(', ')}. The gates are: ${Object.keys(gates).join(', ')}`);
  process.exit(1);
}

const results = (asked.length ? asked : Object.keys(gates)).map((name) => {
  console.log(`\n── ${name} ──`);
  const start = performance.now();
  const passed = spawnSync(gates[name] ?? '', { shell: true, stdio: 'inherit' }).status === 0;
  return { name, passed, seconds: (performance.now() - start) / 1000 };
});

console.log();
for (const { name, passed, seconds } of results) console.log(`${passed ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
