import { testLosses } from '../../test/table.js';
import { elasticPenalty, l1Penalty, l2Penalty } from './elastic.js';

testLosses('penalty', {
  l1Penalty: {
    loss: (o, a, b) => l1Penalty({ a, b }, o as object),
    single: true,
    wrong: [
      [() => l1Penalty({ a: 1 }), "l1Penalty: 'a' is no tensor"],
      [(_, a) => l1Penalty({ a }, { filter: () => false }), 'l1Penalty: no parameter counts; mend the filter'],
    ],
  },
  l2Penalty: { loss: (o, a, b) => l2Penalty({ a, b }, o as object), single: true },
  elasticPenalty: {
    loss: (o, a, b) => elasticPenalty({ a, b }, { ...o, l1: 0.3, l2: 0.7, filter: (_, path) => path === 'a' }),
    single: true,
    wrong: [
      [(_, a) => elasticPenalty({ a }, { l1: -1 }), 'elasticPenalty: l1 -1 must be a number from 0 up'],
      [(_, a) => elasticPenalty({ a }, { filter: () => false }), 'elasticPenalty: no parameter counts'],
    ],
  },
});
