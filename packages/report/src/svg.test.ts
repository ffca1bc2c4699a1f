import { expect, test } from 'vitest';
import { drawing, element, escapeText, label, textWidth } from './svg.js';

test('text and attributes cannot leave their place', () => {
  expect(escapeText(`<a href="x" id='y'>&`)).toBe('&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;');
  expect(label(1, 2, '</text><script>')).toBe('<text x="1" y="2">&lt;/text&gt;&lt;script&gt;</text>');
  expect(element('a', { title: '"><b>' })).toBe('<a title="&quot;&gt;&lt;b&gt;"/>');
  expect(drawing('<&>', 10, 20)).toContain('aria-label="&lt;&amp;&gt;"');
});

test('characters that XML cannot hold are replaced, others kept', () => {
  expect(escapeText('a\u0000b\u001bc\ud800d\n√😀')).toBe('a\ufffdb\ufffdc\ufffdd\n√😀');
});

test('numbers are rounded, undefined attributes left out', () => {
  expect(element('rect', { x: 1 / 3, y: undefined })).toBe('<rect x="0.33"/>');
});

test('wider text is wider', () => {
  expect(textWidth('iii')).toBeLessThan(textWidth('mmm'));
  expect(textWidth('abc', 24)).toBe(2 * textWidth('abc', 12));
});
