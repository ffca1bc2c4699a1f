import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as rest } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.js';
import { type Mode, prepare } from './ours.js';
import { Peer } from './peer.js';
import { type Measurement, markdown } from './report.js';
import { median, ratio } from './statistics.js';
import { workloads } from './workloads.js';

/** Measures every workload against PyTorch eager, rounds alternating, and writes `docs/benchmarks.md` and the raw times. */

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    threads: { type: 'string', default: '2' },
    only: { type: 'string' },
    python: { type: 'string', default: process.env.SADDLEPOINT_PYTHON ?? 'python3' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const threads = Number(options.threads);
/** Milliseconds between rounds, in which the other side's worker threads stop spinning. */
const settle = 300;

async function startPeer(): Promise<Peer | undefined> {
  try {
    return await Peer.start(options.python, 'torch_eager.py', [String(threads)]);
  } catch (error) {
    console.log(`PyTorch is left out: ${(error as Error).message}`);
    console.log('  (set SADDLEPOINT_PYTHON or pass --python to a Python that has torch)');
    return undefined;
  }
}

async function measure(peer: Peer | undefined, name: string, mode: Mode): Promise<Measurement> {
  const work = workloads[name]!;
  const ours = await prepare(name, mode, threads);
  const theirs = peer?.info.parameters[name];
  if (theirs !== undefined && theirs !== ours.parameters) {
    throw new Error(`${name}: ${ours.parameters} parameters here, ${theirs} there: not the same work`);
  }
  await ours.run(work.steps);
  await peer?.run(name, mode, work.steps);
  const samples: { ours: number[][]; theirs: number[][] } = { ours: [], theirs: [] };
  for (let round = 0; round < rounds; round++) {
    await rest(settle);
    samples.ours.push((await ours.run(work.steps)).times);
    await rest(settle);
    if (peer) samples.theirs.push((await peer.run(name, mode, work.steps)).times);
  }
  const { parameters, compile, firstStep } = ours;
  await ours.dispose();
  const compared = peer ? ratio(samples.ours, samples.theirs) : undefined;
  return { name, title: work.title, mode, parameters, compile, firstStep, samples, compared };
}

const peer = await startPeer();
const measurements: Measurement[] = [];
for (const name of Object.keys(workloads)) {
  if (options.only && !options.only.split(',').includes(name)) continue;
  for (const mode of ['gradient', 'train'] as const) {
    const m = await measure(peer, name, mode);
    measurements.push(m);
    const other = m.compared
      ? `, PyTorch ${median(m.samples.theirs.flat()).toFixed(2)} ms, ratio ${m.compared.ratio.toFixed(2)} (${m.compared.low.toFixed(2)}–${m.compared.high.toFixed(2)})`
      : '';
    console.log(
      `${m.title}, ${mode}: ${median(m.samples.ours.flat()).toFixed(2)} ms${other}; trace + compile ${m.compile.toFixed(0)} ms`,
    );
  }
}
const about = { date: new Date().toISOString().slice(0, 10), rounds, threads, machine: machine(), peer: peer?.info };
peer?.stop();

if (options.write) {
  const root = new URL('../../../', import.meta.url);
  const results = new URL('docs/benchmarks/', root);
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL('latest.json', results), `${JSON.stringify({ about, measurements })}\n`);
  writeFileSync(new URL('docs/benchmarks.md', root), markdown(about, measurements));
  console.log(
    `Wrote ${fileURLToPath(new URL('docs/benchmarks.md', root)).split('/').slice(-2).join('/')} and the raw times.`,
  );
}
