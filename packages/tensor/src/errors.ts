/** Base of every error this toolkit raises on purpose; `code` is stable, the message is for people. */
export class SaddlepointError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Shapes that do not fit an operation. The message names the operation, the shapes and the likely fix. */
export class ShapeError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('SHAPE', message, options);
  }
}

/** A dtype an operation cannot take. */
export class DTypeError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('DTYPE', message, options);
  }
}

/** An argument or option that is unknown, missing or out of range. */
export class ArgumentError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('ARGUMENT', message, options);
  }
}

/** Trees whose structure does not match: the message lists missing and unexpected paths. */
export class TreeError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('TREE', message, options);
  }
}

/** A NaN or an infinity where a finite number is expected. */
export class NonFiniteError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('NON_FINITE', message, options);
  }
}

/** Use of a tensor after it was donated or disposed. */
export class DisposedError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('DISPOSED', message, options);
  }
}

/** A graph that is damaged, of an unknown version, or that an engine cannot run. */
export class GraphError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('GRAPH', message, options);
  }
}

/** An engine that is missing or failed; the message says how to mend it. */
export class BackendError extends SaddlepointError {
  constructor(message: string, options?: ErrorOptions) {
    super('BACKEND', message, options);
  }
}

/** What was given in place of what was expected, for a message: `3`, `'text'`, `an array`, `a Float32Array`, `a Tensor`. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' && typeof value !== 'function') return String(value);
  if (value === null) return 'null';
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  const name = ['Array', 'Object', 'Function'].includes(kind) ? kind.toLowerCase() : kind;
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** @throws ArgumentError unless `fn` is a function. */
export function requireFunction(owner: string, fn: unknown): void {
  if (typeof fn !== 'function') throw new ArgumentError(`${owner}: expected a function, got ${showValue(fn)}`);
}

/**
 * Rejects what is no object of options, and keys of it that are not in `allowed`, so that neither a misspelt option nor
 * one given without its name can pass silently.
 *
 * @throws ArgumentError naming `owner`, what was given or the unknown key, and the allowed keys.
 */
export function checkOptions(owner: string, options: object | undefined, allowed: readonly string[]): void {
  if (options === undefined) return;
  const list = allowed.length > 0 ? allowed.join(', ') : 'none';
  // Plain objects and instances of classes say this of themselves; arrays, tensors, functions and null do not.
  if (Object.prototype.toString.call(options) !== '[object Object]') {
    const example = allowed.length > 0 ? `{ ${allowed[0]}: … }` : '{}';
    throw new ArgumentError(
      `${owner}: expected options such as ${example}, got ${showValue(options)}; allowed: ${list}`,
    );
  }
  for (const key of Object.keys(options)) {
    if (!allowed.includes(key)) throw new ArgumentError(`${owner}: unknown option '${key}'; allowed: ${list}`);
  }
}
