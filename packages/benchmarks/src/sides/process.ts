import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Hello, type Refusal, type Side, side } from './side.js';

/** A command that speaks the protocol of `peers/node/serve.mjs`. */
export interface Command {
  program: string;
  args: readonly string[];
  env?: { readonly [name: string]: string };
}

export interface StartOptions {
  /** Seconds until an answer is given up. */
  patience: number;
}

/**
 * Starts a side in a process of its own, which stays up between measurements so that rounds can alternate. A process that
 * ends, or that keeps us waiting too long and is stopped for it, refuses all further work.
 *
 * @throws Error with the last thing it printed when it does not start.
 */
export async function startSide(command: Command, { patience }: StartOptions = { patience: 180 }): Promise<Side> {
  const child = spawn(command.program, [...command.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...command.env },
    // A group of its own, so that compilers it has started end with it.
    detached: process.platform !== 'win32',
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-4000);
  });
  const said = () => {
    const lines = complaint.trim().split('\n');
    const line = lines.findLast((text) => text.includes('Error')) ?? (lines.at(-1) || 'it printed nothing');
    // Where a file lies on this machine is of no interest to readers of the results.
    return line.replace(/ imported from .*/, '');
  };
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.stdin.on('error', () => {
    // It ended while we wrote; the missing answer tells why.
  });
  const end = () => endGroup(child);
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  /** The next line that is an object: libraries print greetings too. */
  const next = async (): Promise<object | undefined> => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done) return undefined;
      if (value.startsWith('{')) return JSON.parse(value) as object;
    }
  };
  const answer = async (): Promise<object> => {
    const late = setTimeout(() => {
      ended = `no answer within ${patience} s`;
      end();
    }, 1000 * patience);
    const value = await next();
    clearTimeout(late);
    if (value) return value;
    ended ??= `the process ended: ${said()}`;
    return { cannot: ended };
  };

  const hello = await answer();
  if ('cannot' in hello) throw new Error((hello as Refusal).cannot);
  const ask = async (request: object): Promise<object> => {
    if (ended !== undefined) return { cannot: ended };
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return answer();
  };
  return side(hello as Hello, {
    ask,
    alive: () => ended === undefined,
    stop() {
      ended ??= 'it was stopped';
      end();
    },
  });
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    // It has ended in the meantime.
    if ((error as { code?: string }).code !== 'ESRCH') throw error;
  }
}
