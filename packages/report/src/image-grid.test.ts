import { expect, test } from 'vitest';
import { imageGrid } from './image-grid.js';

const image = { pixels: [0, 255, 128, 64], width: 2, height: 2 };

test('holds each picture and its caption, row by row', () => {
  const images = ['a', '<b>', 'c'].map((name) => ({ ...image, caption: [name, `${name}2`] }));
  const svg = imageGrid({ title: 'Pictures', images, columns: 2, size: 50 });
  expect(svg.match(/href="data:image\/png;base64,iVBOR/g)).toHaveLength(3);
  for (const text of ['Pictures', 'a', 'a2', '&lt;b&gt;', 'c']) expect(svg).toContain(`>${text}</text>`);
  expect([...svg.matchAll(/<image x="([\d.]+)" y="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)])).toEqual([
    [16, 44],
    [82, 44],
    [16, 142],
  ]);
});

test('refuses nothing, and what is no picture', () => {
  expect(() => imageGrid({ title: 't', images: [] })).toThrow(/images is empty/);
  expect(() => imageGrid({ title: 't', images: [image], columns: 0 })).toThrow(/columns 0 must be/);
  expect(() => imageGrid({ title: 't', images: [{ ...image, width: 3 }] })).toThrow(
    /4 pixels are not a picture of 3 × 2/,
  );
  expect(() => imageGrid({ title: 't', images: [image], rows: 1 } as never)).toThrow(/unknown option 'rows'/);
});
