import type { Plan } from '../fuse/plan.js';
import type { Step } from '../fuse/schedule.js';

/** What is known of a step's memory before any run. */
export interface Turn {
  /** Values nobody needs any more afterwards. */
  readonly done: readonly number[];
  /** Inputs of a kernel, by position, that are read element by element and for the last time: a result may replace them. */
  readonly replaceable: readonly number[];
}

export function turnsOf({ steps, outputs }: Plan): Turn[] {
  const lastUse = new Map<number, number>();
  steps.forEach((step, s) => {
    for (const value of [...readBy(step), ...writtenBy(step)]) lastUse.set(value, s);
  });
  for (const value of outputs) lastUse.delete(value);
  return steps.map((step, s) => {
    const done = [...new Set([...readBy(step), ...writtenBy(step)])].filter((value) => lastUse.get(value) === s);
    if (step.kind !== 'kernel') return { done, replaceable: [] };
    const { inputs, size } = step.kernel;
    const replaceable = inputs.flatMap(({ value, repeat, count, table }, k) => {
      const inStep = !table && repeat === 1 && count === size;
      const alone = inStep && inputs.filter((other) => other.value === value).length === 1;
      return alone && lastUse.get(value) === s ? [k] : [];
    });
    return { done, replaceable };
  });
}

/** The values a step reads. */
export function readBy(step: Step): readonly number[] {
  if (step.kind === 'kernel') return step.kernel.inputs.map(({ value }) => value);
  return [...step.inputs, ...step.guards.map(({ predicate }) => predicate)];
}

/** The values a step computes for others. */
export function writtenBy(step: Step): readonly number[] {
  if (step.kind === 'kernel') return step.kernel.results.map(({ value }) => value);
  return step.kind === 'session' ? step.outputs : [step.value];
}
