import { ArgumentError, checkOptions } from '@saddlepoint/tensor';
import { element, escapeText } from './svg.js';
import { sidesOf, type Table } from './table.js';

/** A drawing of this package. Its markup goes into the page as it is. */
export interface Figure {
  readonly svg: string;
  readonly caption?: string;
}

/** Numbers to see first, each with what it is. */
export interface Facts {
  readonly facts: readonly { readonly value: string; readonly name: string }[];
}

/** A paragraph, figures side by side where there is room, a table, or facts. */
export type Block = string | Figure | { readonly figures: readonly Figure[] } | Table | Facts;

export interface Section {
  /** Default none. */
  readonly title?: string;
  readonly blocks: readonly Block[];
}

export interface HtmlReportOptions {
  title: string;
  /** A line below the title. Default none. */
  subtitle?: string;
  sections: readonly Section[];
}

const style = `
:root{color-scheme:light dark;--ink:#1c2128;--muted:#5b6570;--line:#dfe4ea;--paper:#fff;--page:#f3f5f8}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--muted:#9aa5b1;--line:#323a44;--paper:#15191f;--page:#0d1014}}
*{box-sizing:border-box}
body{margin:0;padding:28px 20px 48px;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main,header{max-width:1180px;margin:0 auto}
h1{font-size:26px;line-height:1.25;margin:0}h2{font-size:18px;margin:32px 0 12px}
.subtitle,figcaption{color:var(--muted);margin:4px 0 0}p{max-width:72ch}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:14px;margin:0 0 14px}
figure{margin:0 0 14px;padding:8px;background:var(--paper);border:1px solid var(--line);border-radius:10px}
.figures figure{margin:0}figure svg{display:block;width:100%;height:auto;margin:0 auto}
figcaption{font-size:13px;padding:2px 10px 6px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px;margin:20px 0 0}
.facts div{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
.facts dt{color:var(--muted);font-size:13px}.facts dd{margin:0;font-size:24px;font-weight:600;font-variant-numeric:tabular-nums}
.table{overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:10px;margin:0 0 14px;padding:4px 8px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:7px 10px;text-align:right;border-bottom:1px solid var(--line)}tr:last-child td{border-bottom:0}
.left{text-align:left}td{white-space:nowrap}th{color:var(--muted);font-weight:500;font-size:13px}
`.trim();

/** Nothing may be fetched, and nothing may run. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * One HTML page that needs nothing else: no scripts, no requests. Readable in light and dark, on a phone and on paper.
 *
 * All text is escaped; only `svg` is markup, and must come from the functions of this package.
 *
 * @throws ArgumentError for no sections, a figure that is not an SVG document, a table whose rows do not fit its
 *   columns, or an unknown option.
 */
export function htmlReport(options: HtmlReportOptions): string {
  checkOptions('htmlReport', options, ['title', 'subtitle', 'sections']);
  const { title, subtitle, sections } = options;
  if (sections.length === 0) throw new ArgumentError('htmlReport: sections is empty; give at least one');
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    element('title', {}, escapeText(title)),
    `<style>${style}</style>`,
  ];
  const header = text('h1', title) + (subtitle === undefined ? '' : text('p', subtitle, 'subtitle'));
  const body = sections.map((section) =>
    element('section', {}, section.title === undefined ? '' : text('h2', section.title), ...section.blocks.map(block)),
  );
  return `<!doctype html>
<html lang="en">
<head>
${head.join('\n')}
</head>
<body>
${element('header', {}, header)}
${element('main', {}, '\n', body.join('\n'), '\n')}
</body>
</html>
`;
}

function text(name: string, content: string, className?: string): string {
  return element(name, { class: className }, escapeText(content));
}

function block(content: Block): string {
  if (typeof content === 'string') return text('p', content);
  if ('svg' in content) return figure(content);
  if ('figures' in content) return element('div', { class: 'figures' }, ...content.figures.map(figure), '');
  if ('facts' in content) {
    const tiles = content.facts.map(({ name, value }) => element('div', {}, text('dt', name) + text('dd', value)));
    return element('dl', { class: 'facts' }, ...tiles, '');
  }
  return table(content);
}

function figure({ svg, caption }: Figure): string {
  if (!svg.startsWith('<svg ')) {
    throw new ArgumentError(
      `htmlReport: a figure is not an SVG document: it starts with ${JSON.stringify(svg.slice(0, 20))}`,
    );
  }
  // Never wider than drawn: enlarged text would not match the page's.
  const width = /^<svg [^>]*\bwidth="([\d.]+)"/.exec(svg)?.[1];
  const fitted = width ? svg.replace('<svg ', `<svg style="max-width:${1.25 * Number(width)}px" `) : svg;
  return element('figure', {}, fitted, caption === undefined ? '' : text('figcaption', caption));
}

function table(content: Table): string {
  const sides = sidesOf('htmlReport', content);
  const cell = (name: string) => (entry: string | number, column: number) =>
    text(name, String(entry), sides[column] === 'left' ? 'left' : undefined);
  const head = element('tr', {}, ...content.columns.map(cell('th')));
  const body = content.rows.map((row) => element('tr', {}, ...row.map(cell('td'))));
  const parts = element('thead', {}, head) + element('tbody', {}, ...body, '');
  return element('div', { class: 'table' }, element('table', {}, parts));
}
