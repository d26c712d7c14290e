import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OutboxEntry, OutboxPage, OutboxQuery, OutboxResult } from '#server/source';
import { BackendError } from '../../../electron/backend/client.ts';
import type { Told } from '../../../electron/sources/adapter.ts';
import { createDrain } from '../../../electron/sources/drain.ts';

const DONE: Told = { outcome: 'done' };

function entry(id: string, attempts = 0): OutboxEntry {
  const rest = { external_id: id, action: 'read', reply: null, attempts } as const;
  return { id, source: 's-a', notification_id: `n-${id}`, ...rest };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The backend's outbox as its contract has it: what is retried comes back after a second. */
class Outbox {
  entries: { entry: OutboxEntry; due: number }[] = [];
  readonly told: string[] = [];
  /** Requests that fail before they do anything, or after they have. */
  failures: ('before' | 'after')[] = [];

  add(...ids: readonly string[]): void {
    this.entries.push(...ids.map((id) => ({ entry: entry(id), due: 0 })));
  }

  async outbox({ source, limit = 500 }: OutboxQuery): Promise<OutboxPage> {
    expect(source).toBe('s-a');
    return this.#answer(() => {
      const due = this.entries.filter(({ due }) => due <= Date.now());
      const later = this.entries.filter(({ due }) => due > Date.now()).map(({ due }) => due);
      return {
        entries: due.slice(0, limit).map((one) => one.entry),
        next_at: later.length === 0 ? null : new Date(Math.min(...later)).toISOString(),
      };
    });
  }

  async report(results: readonly OutboxResult[]): Promise<void> {
    await this.#answer(() => {
      for (const result of results) {
        const at = this.entries.findIndex((one) => one.entry.id === result.id);
        const [known] = this.entries.splice(at, at < 0 ? 0 : 1);
        if (known === undefined) continue;
        this.told.push(`${result.id} ${result.outcome}`);
        if (result.outcome === 'later') {
          this.entries.splice(at, 0, { ...known, due: Date.now() + result.after_ms });
        }
        if (result.outcome !== 'retry') continue;
        const pause = Math.max(1_000, result.after_ms ?? 0);
        const attempts = known.entry.attempts + 1;
        this.entries.splice(at, 0, { entry: { ...known.entry, attempts }, due: Date.now() + pause });
      }
    });
  }

  #answer<T>(work: () => T): T {
    const failure = this.failures.shift();
    if (failure === 'before') throw new BackendError('unreachable', 'away');
    const value = work();
    if (failure === 'after') throw new BackendError('unreachable', 'away');
    return value;
  }
}

function setUp(tell: (entries: readonly OutboxEntry[]) => Promise<readonly Told[]>) {
  const outbox = new Outbox();
  const lines: string[] = [];
  const onTold = vi.fn();
  const drain = createDrain({
    source: 's-a',
    client: () => outbox,
    tell,
    onTold,
    now: () => new Date(Date.now()),
    log: (line) => lines.push(line),
  });
  return { drain, outbox, lines, onTold, settle: () => vi.advanceTimersByTimeAsync(0) };
}

/** A source that takes everything, and remembers in which order. */
function source() {
  const asked: string[][] = [];
  const tell = async (entries: readonly OutboxEntry[]): Promise<readonly Told[]> => {
    asked.push(entries.map(({ id }) => id));
    return entries.map(() => DONE);
  };
  return { asked, tell };
}

describe('the outbox of a source', () => {
  test('is sent in order, page after page, until it is empty', async () => {
    const { asked, tell } = source();
    const { drain, outbox, onTold, settle } = setUp(tell);
    const ids = Array.from({ length: 120 }, (_, index) => String(index));
    outbox.add(...ids);
    drain.wake();
    await settle();
    expect(asked.flat()).toEqual(ids);
    expect(asked.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(outbox.entries).toEqual([]);
    expect(onTold).toHaveBeenCalledTimes(3);
  });

  test('is sent by one at a time; a wake-up meanwhile is not forgotten', async () => {
    const releases: (() => void)[] = [];
    const asked: string[] = [];
    const { drain, outbox, settle } = setUp(async (entries) => {
      asked.push(...entries.map(({ id }) => id));
      await new Promise<void>((resolve) => releases.push(resolve));
      return entries.map(() => DONE);
    });
    outbox.add('a');
    drain.wake();
    await settle();
    outbox.add('b');
    drain.wake();
    drain.wake();
    await settle();
    expect(asked).toEqual(['a']);
    releases.shift()?.();
    await settle();
    expect(asked).toEqual(['a', 'b']);
    releases.shift()?.();
    await settle();
    expect(outbox.told).toEqual(['a done', 'b done']);
  });

  test('is looked at again when something comes just as it is found empty', async () => {
    const { asked, tell } = source();
    const { drain, outbox, settle } = setUp(tell);
    const { outbox: ask } = outbox;
    outbox.outbox = async (query) => {
      const page = await ask.call(outbox, query);
      outbox.outbox = ask;
      outbox.add('a');
      drain.wake();
      return page;
    };
    drain.wake();
    await settle();
    expect(asked).toEqual([['a']]);
  });

  test('is looked at again when the next is due', async () => {
    let answer: Told = { outcome: 'retry', reason: 'not now', after_ms: 30_000 };
    const { drain, outbox, settle } = setUp(async () => [answer]);
    outbox.add('a');
    drain.wake();
    await settle();
    answer = DONE;
    await vi.advanceTimersByTimeAsync(29_000);
    expect(outbox.told).toEqual(['a retry']);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(outbox.told).toEqual(['a retry', 'a done']);
  });

  test('is looked at again when an early entry is due, and that entry is sent as it is then', async () => {
    const answers: Told[] = [{ outcome: 'later', after_ms: 30_000 }];
    const { drain, outbox, settle } = setUp(async () => [answers.shift() ?? DONE]);
    outbox.add('a');
    drain.wake();
    await settle();
    expect(outbox.told).toEqual(['a later']);
    await vi.advanceTimersByTimeAsync(30_100);
    expect(outbox.told).toEqual(['a later', 'a done']);
  });

  test('is looked at again after the backend was away, also when nobody says that it is back', async () => {
    const { asked, tell } = source();
    const { drain, outbox, lines, settle } = setUp(tell);
    outbox.add('a');
    outbox.failures.push('before');
    drain.wake();
    await settle();
    expect(asked).toEqual([]);
    expect(lines).toEqual(['telling failed: unreachable']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked).toEqual([['a']]);
  });

  test('is sent again if the report got lost: the same entry with the same id', async () => {
    const { asked, tell } = source();
    const { drain, outbox, settle } = setUp(tell);
    outbox.add('a');
    drain.wake();
    outbox.failures.push('after', 'before');
    await settle();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.at(-1)).toEqual(['a']);
    expect(outbox.entries).toEqual([]);
  });

  test('keeps an entry to which the source gives no answer, and cuts its words', async () => {
    const { drain, outbox, settle } = setUp(async () => [{ outcome: 'refused', reason: 'x'.repeat(900) }]);
    const report = vi.spyOn(outbox, 'report');
    outbox.add('a', 'b');
    drain.wake();
    await settle();
    expect(report.mock.calls[0]?.[0]).toEqual([
      { id: 'a', outcome: 'refused', reason: 'x'.repeat(500) },
      { id: 'b', outcome: 'retry', reason: 'The source gave no answer.' },
    ]);
  });

  test('rests after its end', async () => {
    const { asked, tell } = source();
    const { drain, outbox } = setUp(tell);
    outbox.failures.push('before');
    outbox.add('a');
    drain.wake();
    drain.dispose();
    drain.wake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
  });

  test('ends empty, and each entry arrives once and in order, whatever fails on the way', async () => {
    const outcome = fc.constantFrom<Told>(
      DONE,
      { outcome: 'retry', reason: 'later' },
      { outcome: 'retry', reason: 'later', after_ms: 7_000 },
      { outcome: 'later', after_ms: 7_000 },
      { outcome: 'refused', reason: 'no' },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ minLength: 1, maxLength: 2 }), { maxLength: 70 }), { maxLength: 4 }),
        fc.array(outcome, { maxLength: 30 }),
        fc.array(fc.constantFrom('before' as const, 'after' as const), { maxLength: 6 }),
        async (bursts, outcomes, failures) => {
          let busy = false;
          const final = new Map<string, number>();
          const { drain, outbox, settle } = setUp(async (entries) => {
            expect(busy).toBe(false);
            busy = true;
            await settleInside();
            busy = false;
            return entries.map(() => outcomes.shift() ?? DONE);
          });
          const settleInside = () => Promise.resolve();
          outbox.failures = [...failures];
          const ids = bursts.map((burst, at) => burst.map((name, index) => `${at}-${index}-${name}`));
          for (const burst of ids) {
            outbox.add(...burst);
            drain.wake();
            await settle();
          }
          await vi.advanceTimersByTimeAsync(10 * 60_000);
          expect(outbox.entries).toEqual([]);
          for (const line of outbox.told.filter((told) => !/ (retry|later)$/.test(told))) {
            const id = line.slice(0, line.lastIndexOf(' '));
            final.set(id, (final.get(id) ?? 0) + 1);
          }
          expect([...final.keys()].sort()).toEqual(ids.flat().sort());
          expect([...final.values()].every((times) => times === 1)).toBe(true);
          drain.dispose();
        },
      ),
      { numRuns: 40 },
    );
  });
});
