import { einsum } from '../../ops/einsum.js';
import { example, floats, type Method } from '../method.js';

const equations: readonly (readonly [equation: string, inputs: string])[] = [
  ['ij,jk->ik', 'x[2,3] x[3,2]'],
  ['ij,kj->ik', 'x[2,3] x[2,3]'],
  ['bij,bjk->bik', 'x[2,2,3] x[2,3,2]'],
  ['bhqd,bhkd->bhqk', 'x[1,2,2,3] x[1,2,3,3]'],
  ['bqhd,bkhd->bhqk', 'x[1,2,2,3] x[1,3,2,3]'],
  ['i,j->ij', 'x[2] x[3]'],
  ['i,i->', 'x[4] x[4]'],
  ['ij->ji', 'x[2,3]'],
  ['ij->', 'x[2,3]'],
  ['ij->j', 'x[2,3]'],
  ['ii->i', 'x[3,3]'],
  ['ii', 'x[3,3]'],
  ['ijj->i', 'x[2,3,3]'],
  ['ij,jk', 'x[2,3] x[3,2]'],
  ['ij,ij->ij', 'x[2,3] x[2,3]'],
  ['ij,ij->i', 'x[2,3] x[2,3]'],
  ['...ij,...jk->...ik', 'x[2,1,2,3] x[2,3,2]'],
  ['...i,i->...', 'x[2,2,3] x[3]'],
  ['ij,jk,kl->il', 'x[2,3] x[3,2] x[2,2]'],
  ['bi,ijk,bk->bj', 'x[2,2] x[2,3,2] x[2,2]'],
  ['ijk,jil->kl', 'x[2,3,2] x[3,2,2]'],
  ['ab,cd->abcd', 'x[2,1] x[1,2]'],
  ['ij,jk->ik', 'x[0,3] x[3,2]'],
  ['ij,jk->ik', 'x[2,0] x[0,2]'],
];

export const einsumMethods: readonly Method[] = [
  {
    name: 'einsum',
    dtypes: floats,
    cases: equations.map(([equation, inputs]) =>
      example(`${equation} ${inputs}`, inputs, (...operands) => einsum(equation, ...operands)),
    ),
  },
];
