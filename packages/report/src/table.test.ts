import { expect, test } from 'vitest';
import { csv, type Table, textTable } from './table.js';

const table: Table = {
  columns: ['name', 'a, b'],
  rows: [
    ['say "x"', 1],
    ['two\nlines', 22.5],
  ],
};

test('columns line up', () => {
  expect(textTable({ columns: ['a', 'long name'], rows: [['xyz', 1]] })).toBe('a     long name\nxyz           1');
  const both = textTable({
    columns: ['a', 'b'],
    rows: [
      ['x', 'long'],
      ['y', 'z'],
    ],
    align: ['right', 'left'],
  });
  expect(both).toBe('a   b\nx   long\ny   z');
});

test('commas, quotes and line ends are quoted', () => {
  expect(csv(table)).toBe('name,"a, b"\r\n"say ""x""",1\r\n"two\nlines",22.5\r\n');
});

test('rows that do not fit are errors', () => {
  const wrong = { columns: ['a'], rows: [['x'], ['y', 'z']] };
  expect(() => textTable(wrong)).toThrow('textTable: table row 1 has 2 cells for 1 columns');
  expect(() => csv(wrong)).toThrow('csv: table row 1 has 2 cells for 1 columns');
  expect(() => textTable({ ...table, align: ['left'] })).toThrow('textTable: align has 1 entries for 2 columns');
});
