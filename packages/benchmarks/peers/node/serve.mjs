// The protocol every side of a measurement speaks: one JSON request a line, one JSON answer a line.
//   {"prepare": WORK}               → {"parameters", "losses", "first"}: three steps, the first one timed
//   {"run": {"seconds", "steps"}}   → {"times"}: milliseconds of each step, until either limit is reached
//   {"memory": true}                → {"now", "peak"}: bytes of the whole process
// What a side cannot do it answers with {"cannot": reason}.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} Prepared One piece of work, ready to be repeated.
 * @property {number} parameters
 * @property {() => Promise<number>} step Does it once and returns the loss, read back to the host.
 * @property {() => Promise<number>} [outcome] What to compare with other sides after the first steps, if not the losses.
 * @property {string} [how] Which of its ways the side takes, where it has several.
 * @property {() => unknown} dispose
 */

/** Steps taken before the first measurement; their losses show that all sides do the same. */
const firstSteps = 3;

/**
 * What answers requests.
 * @param {(work: any) => Promise<Prepared>} prepare May throw: what cannot be done is an answer like any other.
 * @returns {(request: any) => Promise<object>}
 */
export function responder(prepare) {
  /** @type {Prepared | undefined} */
  let current;
  const clear = async () => {
    const old = current;
    current = undefined;
    await old?.dispose();
  };
  return async (request) => {
    try {
      if (request.prepare) {
        await clear();
        current = await prepare(request.prepare);
        return await begin(current);
      }
      if (request.run) return await repeat(must(current).step, request.run);
      if (request.memory) return memory();
      throw new Error(`unknown request ${JSON.stringify(request)}`);
    } catch (error) {
      await clear();
      return { cannot: error instanceof Error ? error.message.split('\n')[0] : String(error) };
    }
  };
}

/**
 * Says what this side is, then answers until the input ends.
 * @param {object} hello
 * @param {(work: any) => Promise<Prepared>} prepare
 */
export async function serve(hello, prepare) {
  const answer = responder(prepare);
  console.log(JSON.stringify(hello));
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(JSON.parse(line))));
  }
}

/** @param {Prepared} prepared */
async function begin({ parameters, how, step, outcome }) {
  const start = performance.now();
  const losses = [await step()];
  const first = performance.now() - start;
  while (losses.length < firstSteps) losses.push(await step());
  return { parameters, how, first, losses: outcome ? [await outcome()] : losses };
}

/** @param {Prepared['step']} step @param {{ seconds?: number, steps?: number }} limits */
async function repeat(step, { seconds = Number.POSITIVE_INFINITY, steps = Number.POSITIVE_INFINITY }) {
  /** @type {number[]} */
  const times = [];
  let [loss, total] = [Number.NaN, 0];
  do {
    const start = performance.now();
    loss = await step();
    times.push(performance.now() - start);
    total += times[times.length - 1] ?? 0;
  } while (times.length < steps && total < 1000 * seconds);
  if (!Number.isFinite(loss)) throw new Error(`the loss became ${loss}`);
  return { times };
}

/** Linux knows the peak of this program alone; elsewhere it is the operating system's for the process. */
function memory() {
  globalThis.gc?.();
  const now = process.memoryUsage.rss();
  if (process.platform !== 'linux') return { now, peak: process.resourceUsage().maxRSS * 1024 };
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
  return { now, peak: Number(peak?.[1]) * 1024 };
}

/** @template T @param {T | undefined} value @returns {T} */
function must(value) {
  if (value === undefined) throw new Error('nothing is prepared');
  return value;
}
