import * as tfjsNamespace from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { expect, test } from 'vitest';
import { measureAdam, network } from '../test/adamw-speed.js';
import { builtTfjsNode } from '../test/tfjs-node.js';
import { tfjs } from './tfjs.js';

/** MEASURE=wasm, cpu or tensorflow measures that engine with more steps, and 10 M parameters too. */
const { MEASURE } = process.env;
const engine = MEASURE ?? 'wasm';
const tf = engine === 'tensorflow' ? builtTfjsNode('@tensorflow/tfjs-node') : tfjsNamespace;
const sizes: [string, readonly number[][]][] = [['0.57 M parameters in 8 variables', network]];
if (MEASURE) sizes.push(['10 M parameters in one', [[2500, 4000]]]);

test.skipIf(!tf).each(sizes)(
  'AdamW through the bridge is no slower than tf.train.adam: %s',
  async (name, shapes) => {
    const rounds = MEASURE ? (engine === 'cpu' && shapes.length === 1 ? 3 : 15) : 7;
    const { ours, theirs } = measureAdam(tf!, await tfjs(tf!, { engine }), shapes, rounds);
    const show = ({ best, median }: typeof ours) => `${best.toFixed(1)} ms (median ${median.toFixed(1)})`;
    console.log(`${engine}, ${name}: AdamW, bridged ${show(ours)}; tf.train.adam ${show(theirs)}`);
    // Usually less; a busy machine may disturb one more than the other.
    expect(ours.best).toBeLessThan(1.5 * theirs.best);
  },
  60_000,
);
