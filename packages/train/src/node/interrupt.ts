/** A signal that Ctrl-C aborts, to be disposed of when the work is done. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
}

/** Milliseconds within which signals count as one: package managers pass on a Ctrl-C that the terminal sent as well. */
const samePress = 1000;

/**
 * Turns Ctrl-C (SIGINT) and SIGTERM into an abort signal, so that {@link fit} finishes its step and the program can save
 * before it ends. Another one a second later or more ends the process at once.
 *
 * `using interrupt = catchInterrupt();`, or call `interrupt[Symbol.dispose]()` in a `finally`.
 */
export function catchInterrupt(): Interrupt {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let first: number | undefined;
  const release = () => {
    for (const name of signals) process.off(name, receive);
  };
  const receive = (name: NodeJS.Signals) => {
    first ??= performance.now();
    if (!controller.signal.aborted) controller.abort(new Error(`interrupted by ${name}`));
    else if (performance.now() - first >= samePress) {
      // Without a listener the signal does what it always does.
      release();
      process.kill(process.pid, name);
    }
  };
  for (const name of signals) process.on(name, receive);
  return { signal: controller.signal, [Symbol.dispose]: release };
}

/** Exit code of a program that Ctrl-C ended, by custom of shells: 128 + the number of SIGINT. */
export const interruptedExitCode = 130;
