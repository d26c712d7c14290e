import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPageFocus } from '../../renderer/state/page-focus.ts';
import { createSeenReporter } from '../../renderer/state/seen.ts';
import { FakePage, fakeBridge, ok, refused } from './support.ts';

const GLANCE = 1_000;
/** Glance and the time in which others may join the report. */
const TOLD = 1_200;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const main = fakeBridge();
  const page = new FakePage();
  const reporter = createSeenReporter(main.bridge, createPageFocus(page));
  const row = (id: string, occurrences = 1) => ({ id, occurrences });
  const told = () => main.calls.map(({ args }) => (args as { ids: string[] }).ids);
  return { main, page, reporter, row, told };
}

it('reports rows together, once they were visible for a moment', () => {
  const { reporter, row, told } = setUp();
  reporter.show([row('a'), row('b')]);

  vi.advanceTimersByTime(GLANCE - 1);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(TOLD);
  expect(told()).toEqual([['a', 'b']]);
});

it('skips rows that were scrolled past', async () => {
  const { main, reporter, row, told } = setUp();
  reporter.show([row('a'), row('b')]);

  vi.advanceTimersByTime(900);
  reporter.show([row('b'), row('c')]);
  vi.advanceTimersByTime(900);
  reporter.show([row('d')]);
  vi.advanceTimersByTime(TOLD);
  expect(told()).toEqual([['b']]);
  await main.answer('inbox.seen', ok(true));
  vi.advanceTimersByTime(TOLD);
  expect(told()).toEqual([['d']]);
});

it.each([
  ['without the focus', (page: FakePage, is: boolean) => page.focus(is)],
  ['hidden', (page: FakePage, is: boolean) => page.show(is)],
])('a page %s shows nothing; the moment begins when somebody looks', (_what, look) => {
  const { page, reporter, row, told } = setUp();
  look(page, false);
  reporter.show([row('a')]);
  vi.advanceTimersByTime(60_000);
  expect(told()).toEqual([]);
  look(page, true);
  vi.advanceTimersByTime(900);
  look(page, false);
  vi.advanceTimersByTime(60_000);
  look(page, true);
  vi.advanceTimersByTime(900);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(TOLD);
  expect(told()).toEqual([['a']]);
});

it('reports a row once, and again after a repetition', async () => {
  const { main, reporter, row, told } = setUp();
  reporter.show([row('a')]);

  vi.advanceTimersByTime(TOLD);
  await main.answer('inbox.seen', ok(true));
  reporter.show([]);
  reporter.show([row('a')]);
  vi.advanceTimersByTime(TOLD);
  expect(told()).toEqual([]);
  reporter.show([row('a', 2)]);
  vi.advanceTimersByTime(TOLD);
  expect(told()).toEqual([['a']]);
});

it.each([ok(false), refused('internal')])('answered by %j, it looks again', async (answer) => {
  const { main, reporter, row, told } = setUp();
  reporter.show([row('a')]);
  vi.advanceTimersByTime(TOLD);
  await main.answer('inbox.seen', answer);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(TOLD);
  expect(told()).toEqual([['a']]);
});

it('remembers the rows of a day, not those of a year', async () => {
  const { main, reporter, row, told } = setUp();
  const see = async (id: string): Promise<boolean> => {
    reporter.show([row(id)]);
    vi.advanceTimersByTime(TOLD);
    const isTold = told().length > 0;
    if (isTold) await main.answer('inbox.seen', ok(true));
    return isTold;
  };
  await see('a');
  for (let n = 0; n < 1_999; n += 1) await see(`id ${n}`);
  expect(await see('a')).toBe(false);
  await see('one more');
  expect(await see('a')).toBe(true);
});

it('more than one report holds go in several, one after the other', async () => {
  const { main, reporter, row, told } = setUp();
  reporter.show(Array.from({ length: 700 }, (_, n) => row(`id ${n}`)));
  vi.advanceTimersByTime(TOLD);
  expect(told().map((ids) => ids.length)).toEqual([500]);
  await main.answer('inbox.seen', ok(true));
  vi.advanceTimersByTime(TOLD);
  expect(told().map((ids) => ids.length)).toEqual([200]);
});

it('says at once which rows are in sight, each time that they change', () => {
  const { main, reporter, row } = setUp();
  reporter.show([row('a'), row('b')]);
  reporter.show([row('a'), row('b', 2)]);
  reporter.show([row('b')]);
  reporter.show([]);
  expect(main.sights).toEqual([['a', 'b'], ['b'], []]);
});
