import { describe, expect, test } from 'vitest';
import { type HtmlReportOptions, htmlReport } from './html-report.js';
import { lineChart } from './line-chart.js';

const svg = lineChart({ title: 'Loss', series: [{ name: 'a', y: [2, 1] }] });
const everything: HtmlReportOptions = {
  title: 'Run <1>',
  subtitle: 'a & b',
  sections: [
    { blocks: [{ facts: [{ name: 'accuracy <', value: '99 %' }] }] },
    { title: 'Curves "x"', blocks: ['Text <i>', { figures: [{ svg, caption: '<script>' }] }, { svg }] },
    { title: 'Numbers', blocks: [{ columns: ['name', 'value>'], rows: [['<b>', 3]] }] },
  ],
};

describe('htmlReport', () => {
  const page = htmlReport(everything);

  test('escapes every text', () => {
    expect(page).not.toMatch(/<script|<i>|<b>|Run <1>/);
    for (const part of [
      'Run &lt;1&gt;',
      'a &amp; b',
      'accuracy &lt;',
      'Curves &quot;x&quot;',
      'Text &lt;i&gt;',
      '&lt;script&gt;',
      'value&gt;',
    ]) {
      expect(page).toContain(part);
    }
  });

  test('needs nothing from anywhere', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|url\(|<link|<script|@import/,
    );
  });

  test('holds figures, tables and facts', () => {
    expect(page.match(/<figure>/g)).toHaveLength(2);
    expect(page).toContain('<td class="left">&lt;b&gt;</td><td>3</td>');
    expect(page).toContain('<dd>99 %</dd>');
  });

  test('columns are set as asked', () => {
    const table = { columns: ['a', 'b'], rows: [['x', 'y']], align: ['right', 'left'] } as const;
    const html = htmlReport({ title: 't', sections: [{ blocks: [table] }] });
    expect(html).toContain('<th>a</th><th class="left">b</th>');
    expect(html).toContain('<td>x</td><td class="left">y</td>');
  });

  test('tags are balanced', () => {
    const open: string[] = [];
    for (const [, slash, name, self] of page.matchAll(/<(\/?)([a-z][\w-]*)[^>]*?(\/?)>/gi)) {
      if (slash) expect(open.pop()).toBe(name);
      else if (!self && name !== 'meta') open.push(name!);
    }
    expect(open).toEqual([]);
  });

  test('refuses what it cannot show', () => {
    expect(() => htmlReport({ title: 't', sections: [] })).toThrow(/sections is empty/);
    expect(() => htmlReport({ title: 't', sections: [{ blocks: [{ svg: '<img>' }] }] })).toThrow(
      /not an SVG document: it starts with "<img>"/,
    );
    expect(() => htmlReport({ title: 't', sections: [{ blocks: [{ columns: ['a'], rows: [[1, 2]] }] }] })).toThrow(
      /row 0 has 2 cells for 1 columns/,
    );
    const table = { columns: ['a', 'b'], rows: [], align: ['left' as const] };
    expect(() => htmlReport({ title: 't', sections: [{ blocks: [table] }] })).toThrow(
      /align has 1 entries for 2 columns/,
    );
    expect(() => htmlReport({ ...everything, theme: 'x' } as never)).toThrow(/unknown option 'theme'/);
  });
});
