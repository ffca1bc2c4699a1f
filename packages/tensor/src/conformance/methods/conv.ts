import {
  type ConvOptions,
  type ConvTransposeOptions,
  conv,
  convFilterPrimitive,
  convInputPrimitive,
  convTranspose,
} from '../../primitives/conv.js';
import { apply } from '../../tensor.js';
import { type Case, example, floats, type Method } from '../method.js';

/** Shapes of input and kernel with the options that go with them. */
const windows: readonly (readonly [name: string, input: string, kernel: string, options: ConvOptions])[] = [
  ['1-d', '2,2,5', '3,2,3', {}],
  ['1-d stride', '1,2,7', '2,2,2', { strides: 3 }],
  ['1-d padding and dilation', '1,1,6', '2,1,3', { padding: [[2, 1]], dilations: 2 }],
  ['2-d', '2,2,4,5', '2,2,2,3', {}],
  ['2-d strides', '1,2,5,6', '2,2,3,2', { strides: [2, 3] }],
  ['2-d stride leaves a rest', '1,1,6,5', '1,1,3,2', { strides: [2, 2] }],
  ['2-d padding', '1,1,3,3', '2,1,2,2', { padding: 1 }],
  [
    '2-d asymmetric padding',
    '1,2,3,4',
    '1,2,2,3',
    {
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
  ],
  ['2-d same', '1,1,5,4', '2,1,3,2', { padding: 'same', strides: 2 }],
  ['2-d dilation', '1,1,5,6', '2,1,2,3', { dilations: [3, 2] }],
  [
    '2-d all together',
    '2,2,6,7',
    '2,2,3,2',
    {
      strides: [2, 1],
      padding: [
        [2, 1],
        [0, 1],
      ],
      dilations: [1, 3],
    },
  ],
  ['2-d groups', '1,4,3,3', '6,2,2,2', { groups: 2 }],
  [
    '2-d groups, stride, padding',
    '2,4,5,4',
    '2,2,3,2',
    {
      groups: 2,
      strides: 2,
      padding: [
        [1, 1],
        [1, 0],
      ],
    },
  ],
  ['2-d depthwise', '1,3,4,4', '3,1,2,2', { groups: 3 }],
  ['2-d depthwise multiplier', '1,2,3,3', '4,1,2,2', { groups: 2, dilations: 2, padding: 1 }],
  ['2-d pointwise', '2,3,2,2', '2,3,1,1', {}],
  ['2-d kernel as large as the input', '2,2,3,2', '2,2,3,2', {}],
  ['2-d padding as large as the kernel', '1,1,2,2', '1,1,2,2', { padding: 2 }],
  ['3-d', '1,2,3,3,2', '2,2,2,2,1', {}],
  [
    '3-d all together',
    '1,2,3,4,3',
    '2,1,2,2,2',
    {
      groups: 2,
      strides: [1, 2, 1],
      padding: [
        [0, 1],
        [1, 0],
        [0, 0],
      ],
      dilations: [2, 1, 1],
    },
  ],
  ['empty batch', '0,2,4,4', '3,2,2,2', {}],
];

const forward = windows.map(([name, input, kernel, options]) =>
  example(name, `x[${input}] x[${kernel}]`, (x, w) => conv(x, w, options)),
);

const transposed: readonly (readonly [name: string, input: string, kernel: string, options: ConvTransposeOptions])[] = [
  ['1-d', '2,2,3', '2,3,3', {}],
  ['1-d stride and output padding', '1,2,3', '2,1,2', { strides: 3, outputPadding: 2 }],
  ['2-d', '1,2,3,2', '2,2,2,3', {}],
  ['2-d stride', '1,2,2,3', '2,1,3,3', { strides: [2, 1] }],
  ['2-d padding and output padding', '1,1,3,3', '1,2,3,3', { strides: 2, padding: 1, outputPadding: [1, 0] }],
  [
    '2-d asymmetric padding',
    '1,1,3,3',
    '1,1,3,2',
    {
      strides: 2,
      padding: [
        [1, 0],
        [0, 1],
      ],
    },
  ],
  ['2-d dilation', '1,1,2,3', '1,2,2,2', { dilations: [2, 3] }],
  ['2-d groups', '1,4,2,2', '4,3,2,2', { groups: 2, strides: 2 }],
  ['3-d', '1,1,2,2,2', '1,2,2,1,2', { strides: [2, 1, 1] }],
  ['empty batch', '0,2,3,3', '2,1,2,2', {}],
];

/** The adjoints as primitives of their own, at attributes that their functions cannot reach. */
const attributes = {
  strides: [2, 1],
  padding: [
    [1, 0],
    [0, 2],
  ],
  dilations: [1, 2],
  groups: 2,
};

const adjointCases = (kind: 'input' | 'filter'): Case[] => {
  const spatial = kind === 'input' ? [6, 4] : [3, 2];
  const a = { ...attributes, spatial };
  // x [1,4,6,4] and w [2,2,3,2] give y [1,2,3,4].
  return kind === 'input'
    ? [example('2-d', 'x[1,2,3,4] x[2,2,3,2]', (y, w) => apply(convInputPrimitive, [y, w], a))]
    : [example('2-d', 'x[1,4,6,4] x[1,2,3,4]', (x, y) => apply(convFilterPrimitive, [x, y], a))];
};

export const convMethods: readonly Method[] = [
  { name: 'conv', dtypes: floats, cases: forward },
  {
    name: 'convTranspose',
    dtypes: floats,
    cases: transposed.map(([name, input, kernel, options]) =>
      example(name, `x[${input}] x[${kernel}]`, (x, w) => convTranspose(x, w, options)),
    ),
  },
  { name: 'convInput', dtypes: floats, cases: adjointCases('input') },
  { name: 'convFilter', dtypes: floats, cases: adjointCases('filter') },
];
