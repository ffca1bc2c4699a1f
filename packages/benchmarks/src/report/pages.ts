import { peers } from '../peers.js';
import type { Results } from '../results.js';
import { copy, us } from '../sides/team.js';
import { growthSection } from './growth.js';
import { optimizersSection } from './optimizers.js';
import { compileSection, memorySection } from './processes.js';
import type { Section } from './section.js';
import { stepsSection } from './steps.js';

const parts: readonly { heading: string; about: string; make: (results: Results) => Section }[] = [
  {
    heading: 'Steps',
    about: `Our time: median of all steps and quartiles. A peer's cell has the ratio, then its median. The parameter count and the losses of
the first three steps are compared while measuring: a peer that differs by more than 1 % is not counted. Libraries of Python are
PyTorch with its fused AdamW, and JAX with Optax's; the last columns' libraries run as WebAssembly, on one thread.`,
    make: stepsSection,
  },
  {
    heading: 'Optimizers',
    about: `The update of parameters and state alone, in place, for ten matrices: against \`torch.optim\` with \`fused=True\` where it has
that, else \`foreach=True\`, else its loop; against Optax under jit; and against the physical limit, a copy of memory
(\`Float32Array.set\`) on one thread that moves as many bytes as the update has to read and write.`,
    make: optimizersSection,
  },
  { heading: 'How the cost grows', about: 'Whole training steps with AdamW.', make: growthSection },
  {
    heading: 'Compile time',
    about: `Milliseconds that the first training step of a new process takes beyond an ordinary one: trace, differentiate, compile, load.
Caches on disk are not used.`,
    make: compileSection,
  },
  {
    heading: 'Memory',
    about: `Peak memory of a whole process that does five training steps and nothing else, in brackets before it has prepared anything:
with the library loaded. The ratio is our peak / theirs.`,
    make: memorySection,
  },
];

/** Every file of the report, by its path below `docs`. */
export function pages(results: Results): { [file: string]: string } {
  const sections = parts.map(({ heading, about, make }) => ({ heading, about, ...make(results) }));
  const text = sections
    .filter((section) => section.text)
    .map((section) => `## ${section.heading}\n\n${section.about}\n\n${section.text}`)
    .join('\n\n');
  const pictures = Object.assign({}, ...sections.map((section) => section.pictures)) as { [file: string]: string };
  return {
    'benchmarks.md': page(results, text),
    'benchmarks/latest.json': `${JSON.stringify(results)}\n`,
    ...Object.fromEntries(Object.entries(pictures).map(([file, svg]) => [`benchmarks/${file}`, svg])),
  };
}

function page(results: Results, text: string): string {
  const { machine: m, threads, sides, absent } = results;
  const present = Object.entries(sides)
    .filter(([name]) => name !== copy && name !== us)
    .map(
      ([, { title, threads: used, note }]) =>
        `- ${title}${used === threads ? '' : ` (threads: ${used})`}${note ? `: ${note}` : ''}`,
    );
  const missing = Object.entries(absent).map(
    ([name, reason]) =>
      `- not measured: ${peers[name]!.title}, which did not start: ${reason.trim()}. To have it: ${peers[name]!.get}`,
  );
  return `# Benchmarks

Ratios are ours / theirs, of medians over all rounds, with the smallest and largest ratio of a single round in brackets: below 1
we are faster. Rounds of all sides alternate in one run, each side in a process of its own; float32, ${threads} threads, the loss
read back after every step.

Measured ${dates(results)} on ${m.cpu}, ${m.cores} cores, ${m.memory}, ${m.system}, Node ${m.node}, with ONNX Runtime ${m.engine}. Times of
every step are in [benchmarks/latest.json](benchmarks/latest.json); a profile that explains them is in
[where the time goes](benchmarks/where-the-time-goes.md). The other sides:

${[...present, ...missing].join('\n')}

${text}

## Measure it yourself

\`\`\`sh
npm install --prefix packages/benchmarks/peers/node   # libraries of JavaScript
pip install torch jax optax                           # those of Python; torch.compile needs g++ as well
npx pnpm@10 bench --python python3 --write            # what is missing is left out and named
npx pnpm@10 bench --help
\`\`\`

The networks are in [packages/benchmarks/src/nets](../packages/benchmarks/src/nets), the other sides in
[packages/benchmarks/peers](../packages/benchmarks/peers). Run it on an idle machine: other work on the same cores changes the ratios.
`;
}

/** The day of the measurements, or the first and the last. */
function dates({ steps, optimizers, growth, compile, memory, steadiness }: Results): string {
  const all = [steps, optimizers, growth, compile, memory, steadiness].flatMap((part) =>
    Object.values(part as { [key: string]: { date: string } }).map(({ date }) => date),
  );
  const days = [...new Set(all)].sort();
  return days.length > 1 ? `from ${days[0]} to ${days.at(-1)}` : (days[0] ?? 'never');
}
