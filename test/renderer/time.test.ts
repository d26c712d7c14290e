import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '../../renderer/state/clock.ts';
import { relativeTime } from '../../renderer/ui/times.ts';
import { FakePage } from './support.ts';

const NOW = Date.parse('2026-11-22T12:00:00.000000Z');

describe('relativeTime', () => {
  it.each([
    ['2026-11-22T11:59:00.001000Z', { unit: 'now' }],
    ['2026-11-22T12:00:30.000000Z', { unit: 'now' }],
    ['2026-11-22T11:59:00.000000Z', { unit: 'minutes', count: 1 }],
    ['2026-11-22T11:00:01.000000Z', { unit: 'minutes', count: 59 }],
    ['2026-11-22T11:00:00.000000Z', { unit: 'hours', count: 1 }],
    ['2026-11-21T12:00:01.000000Z', { unit: 'hours', count: 23 }],
    ['2026-11-21T12:00:00.000000Z', { unit: 'days', count: 1 }],
    ['2026-11-15T12:00:01.000000Z', { unit: 'days', count: 6 }],
    ['2026-11-15T12:00:00.000000Z', { unit: 'date' }],
  ])('%s', (iso, expected) => {
    expect(relativeTime(Date.parse(iso), NOW)).toEqual(expected);
  });
});

describe('the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('moves each minute while the window is shown, and when it is shown again, for as long as it is read', () => {
    const page = new FakePage();
    const clock = createClock(page);
    const seen: number[] = [];
    const stop = clock.subscribe(() => seen.push(clock.get() - NOW));
    vi.advanceTimersByTime(60_000);
    vi.advanceTimersByTime(5_000);
    page.show(false);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(600_000);
    page.show(true);
    vi.advanceTimersByTime(60_000);
    stop();
    vi.advanceTimersByTime(600_000);
    page.show(false);
    page.show(true);
    expect(seen).toEqual([60_000, 665_000, 725_000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('runs one timer for all its readers', () => {
    const clock = createClock(new FakePage());
    const stops = [clock.subscribe(() => {}), clock.subscribe(() => {})];
    expect(vi.getTimerCount()).toBe(1);
    for (const stop of stops) stop();
  });
});
