import type { DType } from '@saddlepoint/tensor';

/** Operator set of every model written here: the oldest one that has all the operators used. */
export const OPSET = 20;

/** File format version that goes with the operator set. */
export const IR_VERSION = 9;

/** Domain of ONNX Runtime's own operators. */
export const CONTRIB_DOMAIN = 'com.microsoft';

/** Domain of its operators on images whose channels lie together in blocks. */
export const BLOCKED_DOMAIN = 'com.microsoft.nchwc';

/** Element types of ONNX tensors, with the numbers the format gives them. */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10, uint32: 12 } as const;
export type ElementType = keyof typeof elementTypes;

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly string: string };

/** One operator call. */
export interface OnnxNode {
  readonly op: string;
  /** Empty for standard operators. */
  readonly domain: string;
  /** Names of values; an empty name stands for an optional operand left out. */
  inputs: string[];
  outputs: string[];
  readonly attributes: { readonly [name: string]: OnnxAttribute };
}

/** A constant of the model; `data` is little-endian and row-major. */
export interface OnnxConstant {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

/** Name, type and shape of an input, a result or a value in between. */
export interface OnnxValue {
  readonly name: string;
  readonly type: DType;
  readonly dims: readonly number[];
  /** A sequence of such tensors instead of one. Default false. */
  readonly sequence?: boolean;
}

export interface OnnxModel {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Shapes of values in between, where the runtime cannot infer them. */
  readonly values: readonly OnnxValue[];
  /** Free-form pairs kept in the file. */
  readonly metadata?: { readonly [key: string]: string };
}
