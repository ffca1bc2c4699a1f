import { serve } from '../peers/node/serve.mjs';
import { bench } from './bench.js';
import { machine } from './machine.js';
import { parseOptions, UsageError, usage } from './options.js';
import { preparer } from './ours/prepare.js';
import { repositoryRoot } from './paths.js';
import { pages } from './report/pages.js';
import { loadResults, noResults, writeFiles } from './results.js';
import { ourHello } from './sides/side.js';
import { starter } from './sides/team.js';

const docs = new URL('docs/', repositoryRoot);

async function main(args: readonly string[]): Promise<void> {
  // One of the processes that `starter` starts.
  if (args[0] === 'serve') return serve(ourHello(Number(args[1])), preparer(Number(args[1])));
  const options = parseOptions(args);
  if (options.help) return console.log(usage);
  const { threads, write } = options;
  const results = write
    ? loadResults(new URL('benchmarks/latest.json', docs), machine(), threads)
    : noResults(machine(), threads);
  await bench(options, results, starter(options), console.log, () => write && writeFiles(docs, pages(results)));
  if (write) console.log('Wrote docs/benchmarks.md and docs/benchmarks/.');
}

// The sides' processes end with this one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof UsageError ? `${error.message}\n\n${usage}` : error);
  process.exitCode = 1;
});
