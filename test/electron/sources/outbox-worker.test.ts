import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OutboxEntry, OutboxPage, OutboxQuery, OutboxResult } from '#server/outbox';
import { refusal } from '#server/rules/refusals';
import { BackendError } from '../../../electron/backend/client.ts';
import { createOutboxWorker } from '../../../electron/sources/outbox-worker.ts';
import type { UpstreamResult } from '../../../electron/sources/upstream-result.ts';

const DONE: UpstreamResult = { outcome: 'done' };
const NO = refusal('answered', { status: 410 }, 'Gone.');

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
  readonly results: string[] = [];
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
        this.results.push(`${result.id} ${result.outcome}`);
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

function setUp(deliver: (entries: readonly OutboxEntry[]) => Promise<readonly UpstreamResult[]>) {
  const outbox = new Outbox();
  const lines: string[] = [];
  const onDelivered = vi.fn();
  const worker = createOutboxWorker({
    source: 's-a',
    client: () => outbox,
    deliver,
    onDelivered,
    now: () => new Date(Date.now()),
    log: (line) => lines.push(line),
  });
  return { worker, outbox, lines, onDelivered, settle: () => vi.advanceTimersByTimeAsync(0) };
}

/** A source that takes everything, and remembers in which order. */
function source() {
  const asked: string[][] = [];
  const deliver = async (entries: readonly OutboxEntry[]): Promise<readonly UpstreamResult[]> => {
    asked.push(entries.map(({ id }) => id));
    return entries.map(() => DONE);
  };
  return { asked, deliver };
}

describe('the outbox of a source', () => {
  test('is sent in order, page after page, until it is empty', async () => {
    const { asked, deliver } = source();
    const { worker, outbox, onDelivered, settle } = setUp(deliver);
    const ids = Array.from({ length: 120 }, (_, index) => String(index));
    outbox.add(...ids);
    worker.wake();
    await settle();
    expect(asked.flat()).toEqual(ids);
    expect(asked.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(outbox.entries).toEqual([]);
    expect(onDelivered).toHaveBeenCalledTimes(3);
  });

  test('is sent by one at a time; a wake-up meanwhile is not forgotten', async () => {
    const releases: (() => void)[] = [];
    const asked: string[] = [];
    const { worker, outbox, settle } = setUp(async (entries) => {
      asked.push(...entries.map(({ id }) => id));
      await new Promise<void>((resolve) => releases.push(resolve));
      return entries.map(() => DONE);
    });
    outbox.add('a');
    worker.wake();
    await settle();
    outbox.add('b');
    worker.wake();
    worker.wake();
    await settle();
    expect(asked).toEqual(['a']);
    releases.shift()?.();
    await settle();
    expect(asked).toEqual(['a', 'b']);
    releases.shift()?.();
    await settle();
    expect(outbox.results).toEqual(['a done', 'b done']);
  });

  test('is looked at again when something comes just as it is found empty', async () => {
    const { asked, deliver } = source();
    const { worker, outbox, settle } = setUp(deliver);
    const { outbox: ask } = outbox;
    outbox.outbox = async (query) => {
      const page = await ask.call(outbox, query);
      outbox.outbox = ask;
      outbox.add('a');
      worker.wake();
      return page;
    };
    worker.wake();
    await settle();
    expect(asked).toEqual([['a']]);
  });

  test('is looked at again when the next is due', async () => {
    let answer: UpstreamResult = { outcome: 'retry', after_ms: 30_000 };
    const { worker, outbox, settle } = setUp(async () => [answer]);
    outbox.add('a');
    worker.wake();
    await settle();
    answer = DONE;
    await vi.advanceTimersByTimeAsync(29_000);
    expect(outbox.results).toEqual(['a retry']);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(outbox.results).toEqual(['a retry', 'a done']);
  });

  test('is looked at again when an early entry is due, and that entry is sent as it is then', async () => {
    const answers: UpstreamResult[] = [{ outcome: 'later', after_ms: 30_000 }];
    const { worker, outbox, settle } = setUp(async () => [answers.shift() ?? DONE]);
    outbox.add('a');
    worker.wake();
    await settle();
    expect(outbox.results).toEqual(['a later']);
    await vi.advanceTimersByTimeAsync(30_100);
    expect(outbox.results).toEqual(['a later', 'a done']);
  });

  test('is looked at again after the backend was away, also when nobody says that it is back', async () => {
    const { asked, deliver } = source();
    const { worker, outbox, lines, settle } = setUp(deliver);
    outbox.add('a');
    outbox.failures.push('before');
    worker.wake();
    await settle();
    expect(asked).toEqual([]);
    expect(lines).toEqual(['telling failed: unreachable']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked).toEqual([['a']]);
  });

  test('is sent again if the report got lost: the same entry with the same id', async () => {
    const { asked, deliver } = source();
    const { worker, outbox, settle } = setUp(deliver);
    outbox.add('a');
    worker.wake();
    outbox.failures.push('after', 'before');
    await settle();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked.at(-1)).toEqual(['a']);
    expect(outbox.entries).toEqual([]);
  });

  test('keeps an entry to which the source gives no answer', async () => {
    const { worker, outbox, settle } = setUp(async () => [{ outcome: 'refused', reason: NO }]);
    const report = vi.spyOn(outbox, 'report');
    outbox.add('a', 'b');
    worker.wake();
    await settle();
    expect(report.mock.calls[0]?.[0]).toEqual([
      { id: 'a', outcome: 'refused', reason: NO },
      { id: 'b', outcome: 'retry' },
    ]);
  });

  test('rests after its end', async () => {
    const { asked, deliver } = source();
    const { worker, outbox } = setUp(deliver);
    outbox.failures.push('before');
    outbox.add('a');
    worker.wake();
    worker.dispose();
    worker.wake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toEqual([]);
  });

  test('ends empty, and each entry arrives once and in order, whatever fails on the way', async () => {
    const outcome = fc.constantFrom<UpstreamResult>(
      DONE,
      { outcome: 'retry' },
      { outcome: 'retry', after_ms: 7_000 },
      { outcome: 'later', after_ms: 7_000 },
      { outcome: 'refused', reason: NO },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ minLength: 1, maxLength: 2 }), { maxLength: 70 }), { maxLength: 4 }),
        fc.array(outcome, { maxLength: 30 }),
        fc.array(fc.constantFrom('before' as const, 'after' as const), { maxLength: 6 }),
        async (bursts, outcomes, failures) => {
          let busy = false;
          const final = new Map<string, number>();
          const { worker, outbox, settle } = setUp(async (entries) => {
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
            worker.wake();
            await settle();
          }
          await vi.advanceTimersByTimeAsync(10 * 60_000);
          expect(outbox.entries).toEqual([]);
          for (const line of outbox.results.filter((results) => !/ (retry|later)$/.test(results))) {
            const id = line.slice(0, line.lastIndexOf(' '));
            final.set(id, (final.get(id) ?? 0) + 1);
          }
          expect([...final.keys()].sort()).toEqual(ids.flat().sort());
          expect([...final.values()].every((times) => times === 1)).toBe(true);
          worker.dispose();
        },
      ),
      { numRuns: 40 },
    );
  });
});
