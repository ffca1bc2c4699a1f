/** Building blocks of SVG and HTML as strings. All text and every attribute is escaped here and nowhere else. */

/** Text for element content and attribute values. Characters that XML cannot hold become U+FFFD. */
export function escapeText(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

type AttributeValue = string | number | undefined;

/** An element; `children` are markup already. Numbers are rounded to hundredths, undefined attributes left out. */
export function element(name: string, attributes: Record<string, AttributeValue>, ...children: string[]): string {
  const list = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeText(String(value))}"`)
    .join('');
  return children.length > 0 ? `<${name}${list}>${children.join('')}</${name}>` : `<${name}${list}/>`;
}

/** A line of text with its left end, middle or right end at (x, y). */
export function label(x: number, y: number, text: string, attributes: Record<string, AttributeValue> = {}): string {
  return element('text', { x, y, ...attributes }, escapeText(text));
}

export function round(x: number): number {
  return Math.round(100 * x) / 100;
}

/** Roughly how wide a text of this font size is: enough to leave room for it. */
export function textWidth(text: string, size = 12): number {
  let ems = 0;
  for (const char of text) ems += /[ilj.,:;'|! ]/.test(char) ? 0.3 : /[mwMW@%]/.test(char) ? 0.9 : 0.58;
  return ems * size;
}

/** Colours for both schemes; series take `--c0` to `--c5`. */
const style = `
.sp{--ink:#1c2128;--muted:#5b6570;--grid:#dfe4ea;--paper:#fff;--c0:#2361d8;--c1:#d4500a;--c2:#1f8a4c;--c3:#9333b8;--c4:#0b7f94;--c5:#a37700}
@media(prefers-color-scheme:dark){.sp{--ink:#e8edf2;--muted:#9aa5b1;--grid:#323a44;--paper:#15191f;--c0:#74a8ff;--c1:#ff9a55;--c2:#5fd38a;--c3:#d58bf2;--c4:#3fc8de;--c5:#f2c94c}}
.sp text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;fill:var(--ink)}
.sp .title{font-size:15px;font-weight:600}.sp .strong{font-weight:600}.sp .muted{fill:var(--muted)}
.sp .end{text-anchor:end}.sp .middle{text-anchor:middle}
`.trim();

/** How many colours series cycle through. */
export const seriesColours = 6;

/** A whole drawing, readable on its own and inside a page, in light and in dark. */
export function drawing(title: string, width: number, height: number, ...children: string[]): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${round(width)} ${round(height)}`,
      width,
      height,
      class: 'sp',
      role: 'img',
      'aria-label': title,
    },
    `<style>${style}</style>`,
    element('rect', { width, height, fill: 'var(--paper)' }),
    ...children,
  );
}
