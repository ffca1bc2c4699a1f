import { describe, expect, test } from 'vitest';
import { type ProgressStream, progress, showTime } from './progress.js';

function terminal(isTTY: boolean, columns = 100) {
  const written: string[] = [];
  const stream: ProgressStream = { isTTY, columns, write: (text) => written.push(text) };
  return { written, stream };
}

describe('progress', () => {
  test('shows the bar, rate, texts and time left', () => {
    const { written, stream } = terminal(true);
    let time = 0;
    const bar = progress({ total: 1000, unit: 'images', stream, now: () => time });
    time = 2000;
    bar.update(250, 'epoch 1/3', 'loss 0.5');
    expect(written).toEqual(['\r███░░░░░░░░░ 25 %  125 images/s  epoch 1/3  loss 0.5  0:06 left\u001b[K']);
  });

  test('draws at most ten times a second, and always the end', () => {
    const { written, stream } = terminal(true);
    let time = 0;
    const bar = progress({ total: 1000, stream, now: () => time });
    for (let i = 1; i <= 1000; i++) {
      time += 1;
      bar.update(i);
    }
    expect(written.length).toBe(11);
    expect(written.at(-1)).toContain('100 %');
  });

  test('the rate forgets a slow start', () => {
    const { written, stream } = terminal(true);
    let time = 0;
    const bar = progress({ total: 10_000, stream, now: () => time });
    time = 60_000;
    for (let i = 1; i <= 100; i++) {
      time += 200;
      bar.update(i);
    }
    expect(written.at(-1)).toContain('5.00 steps/s');
  });

  test('work done before it began does not count into the rate', () => {
    const { written, stream } = terminal(true);
    let time = 0;
    const bar = progress({ total: 100, done: 50, stream, now: () => time });
    time = 1000;
    bar.update(60);
    expect(written[0]).toContain('10.0 steps/s  0:04 left');
  });

  test('lines that stay go above it; the end removes it', () => {
    const { written, stream } = terminal(true);
    let time = 0;
    const bar = progress({ total: 10, stream, now: () => time });
    time = 1000;
    bar.update(5);
    bar.log('epoch 1: 97 %');
    bar.end();
    bar.end();
    const line = written[0]!.slice(1, -3);
    expect(written.slice(1)).toEqual(['\r\u001b[K', 'epoch 1: 97 %\n', line, '\r\u001b[K']);
  });

  test('is never wider than the terminal', () => {
    const { written, stream } = terminal(true, 30);
    progress({ total: 10, stream, now: () => 0 }).update(5, 'x'.repeat(100));
    expect([...written[0]!.slice(1, -3)]).toHaveLength(29);
  });

  test('takes a terminal that does not say how wide it is for 80 columns', () => {
    const { written, stream } = terminal(true, 0);
    progress({ total: 10, stream, now: () => 0 }).update(5, 'x'.repeat(100));
    expect([...written[0]!.slice(1, -3)]).toHaveLength(79);
  });

  test('where there is no terminal only lines that stay are written', () => {
    const { written, stream } = terminal(false);
    const bar = progress({ total: 10, stream });
    bar.update(5);
    bar.log('epoch 1');
    bar.end();
    expect(written).toEqual(['epoch 1\n']);
  });

  test('refuses', () => {
    expect(() => progress({ total: 0 })).toThrow(/total 0 must be above 0/);
    expect(() => progress({ total: 1, width: 3 } as never)).toThrow(/unknown option 'width'/);
  });
});

test.each([
  [0, '0:00'],
  [6.1, '0:07'],
  [754, '12:34'],
  [3723, '1:02:03'],
])('showTime(%d) is %s', (seconds, text) => {
  expect(showTime(seconds)).toBe(text);
});
