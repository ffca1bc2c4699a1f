import { type ConformanceOptions, testBackend } from '@saddlepoint/tensor/conformance';
import { describe, it } from 'vitest';
import type { TfjsNodePackage } from '../src/node-binding.js';
import { tfjs } from '../src/tfjs.js';
import { builtTfjsNode } from './tfjs-node.js';

/** The conformance suite on one of the two packages. */
export function testConformance(name: TfjsNodePackage, options: ConformanceOptions = {}): void {
  const tf = builtTfjsNode(name);
  if (tf) testBackend(name, () => tfjs(tf, { engine: 'tensorflow' }), { describe, it }, options);
  else it.skip(name);
}
