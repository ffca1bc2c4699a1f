import { encodeModel } from '../onnx/encode.js';
import { BLOCKED_DOMAIN, elementTypes, type OnnxModel, type OnnxNode, type OnnxValue } from '../onnx/model.js';
import { producer } from '../onnx/producer.js';
import type { OrtModule, OrtSession } from './module.js';

/**
 * How results leave the engine.
 * - `direct`: the engine writes into arrays it is given, and is stopped before it copies them once more;
 * - `copied`: the engine writes into arrays it is given (and copies them for a result that is thrown away);
 * - `returned`: the engine makes the arrays.
 */
export type FetchMode = 'direct' | 'copied' | 'returned';

/** Extra first result of models run in `direct` mode. */
export const MARKER = 'saddlepoint:done';

/** What the binding says when it comes to the marker, a sequence, after the run has succeeded. */
const REFUSAL = 'Non tensor type is temporarily not supported';

/** The marker as a model output. */
export const markerValue: OnnxValue = { name: MARKER, type: 'float32', dims: [], sequence: true };

/** Whether `error` is the binding's refusal to convert the marker: all other results have been written by then. */
export function isMarkerRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.includes(REFUSAL);
}

/**
 * Finds the best way this engine offers by a run of −x. Version 1.30 of the Node binding writes results into the arrays
 * it is given but then copies each into a new array, about 0.3 ms a megabyte. It converts results in order, so a first
 * result it cannot convert ends the run before the copies. The web binding does not write into given arrays at all.
 *
 * @throws whatever the engine throws when it cannot run at all with these session options.
 */
export async function probeFetchMode(ort: OrtModule, session: object): Promise<FetchMode> {
  for (const mode of ['direct', 'copied'] as const) {
    if (await works(ort, session, mode === 'direct')) return mode;
  }
  return 'returned';
}

async function works(ort: OrtModule, options: object, direct: boolean): Promise<boolean> {
  const y: OnnxValue = { name: 'y', type: 'float32', dims: [1] };
  const model = encodeModel(
    {
      nodes: [
        { op: 'Neg', domain: '', inputs: ['x'], outputs: ['y'], attributes: {} },
        ...(direct ? [markerNode('x')] : []),
      ],
      constants: [],
      inputs: [{ name: 'x', type: 'float32', dims: [1] }],
      outputs: direct ? [markerValue, y] : [y],
      values: [],
    },
    producer,
  );
  const written = new Float32Array(1);
  let session: OrtSession | undefined;
  try {
    session = await ort.InferenceSession.create(model, options);
    const feeds = { x: new ort.Tensor('float32', new Float32Array([2]), [1]) };
    const fetches = { ...(direct ? { [MARKER]: null } : {}), y: new ort.Tensor('float32', written, [1]) };
    await session.run(feeds, fetches);
    return !direct && written[0] === -2;
  } catch (error) {
    // A plain model that does not load or run: the engine itself, or a provider asked for, does not work.
    if (!direct) throw error;
    return isMarkerRefusal(error) && written[0] === -2;
  } finally {
    await session?.release();
  }
}

/**
 * How many channels the engine's blocked convolutions take at a time, which depends on the processor: 8 or 16; 1 if it has
 * none. Reordering an image of four channels fills up a block.
 */
export async function probeBlock(ort: OrtModule, options: object): Promise<number> {
  const model: OnnxModel = {
    nodes: [
      { op: 'ReorderInput', domain: BLOCKED_DOMAIN, inputs: ['x'], outputs: ['blocked'], attributes: {} },
      { op: 'Shape', domain: '', inputs: ['blocked'], outputs: ['shape'], attributes: {} },
      { op: 'Cast', domain: '', inputs: ['shape'], outputs: ['y'], attributes: { to: { int: elementTypes.int32 } } },
    ],
    constants: [],
    inputs: [{ name: 'x', type: 'float32', dims: [1, 4, 1, 1] }],
    outputs: [{ name: 'y', type: 'int32', dims: [4] }],
    values: [],
  };
  let session: OrtSession | undefined;
  try {
    session = await ort.InferenceSession.create(encodeModel(model, producer), options);
    const { y } = await session.run({ x: new ort.Tensor('float32', new Float32Array(4), [1, 4, 1, 1]) });
    return (y!.data as Int32Array)[1]!;
  } catch {
    // An engine built without these operators.
    return 1;
  } finally {
    await session?.release();
  }
}

/** The node that makes the marker from any tensor. */
export function markerNode(x: string): OnnxNode {
  return { op: 'SequenceConstruct', domain: '', inputs: [x], outputs: [MARKER], attributes: {} };
}
