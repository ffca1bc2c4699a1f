import type { Machine } from './machine.js';
import type { PeerInfo } from './peer.js';
import { median, quantile, type ratio } from './statistics.js';

export interface Measurement {
  name: string;
  title: string;
  mode: 'gradient' | 'train';
  parameters: number;
  /** Milliseconds of tracing and compiling. */
  compile: number;
  /** The same with the first run. */
  firstStep: number;
  /** Milliseconds of each step, by round. */
  samples: { ours: number[][]; theirs: number[][] };
  compared: ReturnType<typeof ratio> | undefined;
}

export interface About {
  date: string;
  rounds: number;
  threads: number;
  machine: Machine;
  peer: PeerInfo | undefined;
}

const ms = (samples: readonly (readonly number[])[]): string => {
  if (samples.length === 0) return '–';
  const all = samples.flat();
  return `${median(all).toFixed(1)} (${quantile(all, 0.25).toFixed(1)}–${quantile(all, 0.75).toFixed(1)})`;
};

const modes = { gradient: 'forward + backward', train: 'whole step with AdamW' };

/** The page `docs/benchmarks.md`. */
export function markdown(about: About, measurements: readonly Measurement[]): string {
  const { machine: m, peer } = about;
  const rows = measurements.map((x) => {
    const compared = x.compared
      ? `**${x.compared.ratio.toFixed(2)}** (${x.compared.low.toFixed(2)}–${x.compared.high.toFixed(2)})`
      : '–';
    return `| ${x.title} | ${modes[x.mode]} | ${x.parameters.toLocaleString('en')} | ${ms(x.samples.ours)} | ${ms(x.samples.theirs)} | ${compared} | ${x.compile.toFixed(0)} |`;
  });
  return `# Benchmarks

Time of one step, in milliseconds: median (first to third quartile). The ratio is ours / peer, of medians over all rounds,
with the smallest and largest ratio of a single round in brackets: below 1 we are faster. Rounds of both sides alternate in
one run; both use ${about.threads} threads and float32, read the loss back every step, and have the same number of parameters.
*Compile* is everything from the user's function to a runnable session: trace, differentiate, clean up, translate, load.

| work | step | parameters | Saddlepoint (ONNX Runtime) | ${peer ? `${peer.name} ${peer.version}` : 'peer'} | ratio | compile |
|---|---|---|---|---|---|---|
${rows.join('\n')}

Measured ${about.date}: ${m.cpu}, ${m.cores} cores, ${m.memory}, ${m.system}, Node ${m.node}; ${about.rounds} rounds. Times of every step are in
[benchmarks/latest.json](benchmarks/latest.json); a profile that explains them is in
[where the time goes](benchmarks/where-the-time-goes.md).

## Measure it yourself

\`\`\`sh
SADDLEPOINT_PYTHON=python3 npx pnpm@10 bench --write   # python3 with torch; without it the peer is left out
\`\`\`

The workloads are in [packages/benchmarks/src/workloads.ts](../packages/benchmarks/src/workloads.ts), the peer in
[packages/benchmarks/peers](../packages/benchmarks/peers). Run it on an idle machine: other work on the same cores changes the ratios.
`;
}
