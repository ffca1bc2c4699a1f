/**
 * A value for each step, on the host: `step` counts the optimizer updates made before, from 0. Pass the value to the
 * compiled step as an argument; nothing recompiles.
 *
 * @throws ArgumentError for a step that is not a whole number from 0 up.
 */
export type Schedule = (step: number) => number;
