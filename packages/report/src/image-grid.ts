import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { encodePng, pngUrl } from './png.js';
import { drawing, element, label, textWidth } from './svg.js';

export interface GridImage {
  /** height × width values from 0 (black) to 255 (white). */
  readonly pixels: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  /** Lines below the picture, the first in bold. Default none. */
  readonly caption?: readonly string[];
}

export interface ImageGridOptions {
  title: string;
  images: readonly GridImage[];
  /** Pictures in a row. Default 8. */
  columns?: number;
  /** Width of a picture on the page. Default 72. */
  size?: number;
}

/**
 * Greyscale pictures with captions, row by row, as an SVG document that holds them.
 *
 * @throws ArgumentError for no pictures, pixels that do not fit, or an unknown option.
 */
export function imageGrid(options: ImageGridOptions): string {
  checkOptions('imageGrid', options, ['title', 'images', 'columns', 'size']);
  const { title, images, columns = 8, size = 72 } = options;
  if (images.length === 0) throw new ArgumentError('imageGrid: images is empty; give at least one');
  if (!Number.isInteger(columns) || columns < 1) {
    throw new ArgumentError(`imageGrid: columns ${columns} must be a whole number from 1 up`);
  }
  const captions = images.map(({ caption = [] }) => caption);
  const lines = Math.max(...captions.map((caption) => caption.length));
  const cell = {
    width: Math.max(size, ...captions.flat().map((text) => textWidth(text))) + 16,
    height: Math.max(...images.map((image) => (size * image.height) / image.width)) + 16 * lines + 16,
  };
  const used = Math.min(columns, images.length);
  const width = Math.max(16 + used * cell.width, textWidth(title, 15) + 32);
  const height = 44 + Math.ceil(images.length / columns) * cell.height + 6;
  const drawn = images.map((image, i) => {
    const x = 8 + (i % columns) * cell.width + cell.width / 2;
    const y = 44 + Math.floor(i / columns) * cell.height;
    const tall = (size * image.height) / image.width;
    const href = pngUrl(encodePng(image.pixels, image.width, image.height));
    const alt = captions[i]!.join(', ');
    return [
      element('image', {
        x: x - size / 2,
        y,
        width: size,
        height: tall,
        href,
        style: 'image-rendering:pixelated',
        'aria-label': alt,
      }),
      ...captions[i]!.map((text, k) =>
        label(x, y + tall + 15 + 16 * k, text, { class: k ? 'muted middle' : 'strong middle' }),
      ),
    ].join('');
  });
  return drawing(title, width, height, label(16, 26, title, { class: 'title' }), ...drawn);
}
