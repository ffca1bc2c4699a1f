import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a peer says of itself when it starts. */
export interface PeerInfo {
  name: string;
  version: string;
  threads: number;
  /** Parameter count of each workload, to see that both sides do the same work. */
  parameters: Record<string, number>;
}

export interface PeerRun {
  /** Milliseconds, one for each step. */
  times: number[];
  loss: number;
}

/** Another library, in a process of its own that stays up between measurements, so that rounds can alternate. */
export class Peer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    readonly info: PeerInfo,
  ) {}

  /** Starts `peers/<script>` with `python`. @throws Error with what it printed when it cannot run. */
  static async start(python: string, script: string, args: readonly string[]): Promise<Peer> {
    const path = fileURLToPath(new URL(`../peers/${script}`, import.meta.url));
    const child = spawn(python, [path, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    const failed = new Promise<never>((_, reject) => child.once('error', reject));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await Promise.race([lines.next(), failed]);
    if (first.done) throw new Error(`${script} did not start: ${complaint.trim().split('\n').at(-1) ?? 'no output'}`);
    return new Peer(child, lines, JSON.parse(first.value) as PeerInfo);
  }

  async run(work: string, mode: string, steps: number): Promise<PeerRun> {
    this.child.stdin!.write(`${work} ${mode} ${steps}\n`);
    const line = await this.lines.next();
    if (line.done) throw new Error(`${this.info.name} stopped during ${work}`);
    return JSON.parse(line.value) as PeerRun;
  }

  stop(): void {
    this.child.stdin!.end();
    this.child.kill();
  }
}
