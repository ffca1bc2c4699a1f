import { expect, test, vi } from 'vitest';
import { catchInterrupt } from './interrupt.js';

const listeners = () => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');

test.each(['SIGINT', 'SIGTERM'] as const)('%s aborts; the same press passed on twice changes nothing', async (name) => {
  const before = listeners();
  const interrupt = catchInterrupt();
  expect(listeners()).toBe(before + 2);
  let received = 0;
  const twice = new Promise<void>((resolve) => {
    const count = () => {
      if (++received < 2) return;
      process.off(name, count);
      resolve();
    };
    process.on(name, count);
  });
  const aborted = new Promise<void>((resolve) => interrupt.signal.addEventListener('abort', () => resolve()));
  process.kill(process.pid, name);
  await aborted;
  process.kill(process.pid, name);
  await twice;
  expect((interrupt.signal.reason as Error).message).toBe(`interrupted by ${name}`);
  interrupt[Symbol.dispose]();
  expect(listeners()).toBe(before);
});

test('a second press ends the process', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const now = vi.spyOn(performance, 'now').mockReturnValue(5000);
  const before = listeners();
  const interrupt = catchInterrupt();
  try {
    process.emit('SIGINT', 'SIGINT');
    now.mockReturnValue(5999);
    process.emit('SIGINT', 'SIGINT');
    expect([interrupt.signal.aborted, listeners()]).toEqual([true, before + 2]);
    now.mockReturnValue(6000);
    process.emit('SIGINT', 'SIGINT');
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);
    expect(listeners()).toBe(before);
  } finally {
    vi.restoreAllMocks();
    interrupt[Symbol.dispose]();
  }
});

test('gives the signals back when disposed of', () => {
  const before = listeners();
  const interrupt = catchInterrupt();
  interrupt[Symbol.dispose]();
  expect([listeners(), interrupt.signal.aborted]).toEqual([before, false]);
});
