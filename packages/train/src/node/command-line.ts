import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command line that cannot be understood; the message is for whoever typed it. */
export class UsageError extends Error {}

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/**
 * The options of a command line, as `parseArgs` of `node:util` reads them. A leading `--`, which package managers pass on,
 * is skipped.
 *
 * @throws UsageError for unknown options, missing values and words that belong to no option.
 */
export function parseCommandLine<const T extends OptionsConfig>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ args: string[]; options: T }>>['values'] {
  try {
    return parseArgs({ args: args[0] === '--' ? args.slice(1) : [...args], options }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** The number that the text of an option says. @throws UsageError unless it is whole and from `min` to `max`. */
export function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`${option} ${text}: must be a whole number from ${min} to ${max}`);
}

/** The text of an option. @throws UsageError unless it is one of `allowed`. */
export function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UsageError(`${option} ${text}: allowed: ${allowed.join(', ')}`);
}
