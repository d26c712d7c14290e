/** Any order of arrivals, reads, holds, absences and crashes: nothing appears twice, nothing appears that is settled, nothing is lost. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Notification } from '#server/notification';
import { HOLDS, type HoldReason } from '#server/rules/decide/situation';
import type { Entry } from '../../../electron/delivery/decision-log.ts';
import { createStage, deliver, holding } from '../../support/delivery-stage.ts';
import { notification } from '../../support/notification.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

type Kind = 'plain' | 'urgent' | 'emergency' | 'low' | 'silenced' | 'quiet' | 'muted' | 'grouped';
const FIELDS: Readonly<Record<Kind, Partial<Notification>>> = {
  plain: {},
  urgent: { priority: 5 },
  emergency: { emergency: { retry: 30, expire: 600 } },
  low: { priority: 1 },
  silenced: { verdict: { rule: { id: '1', name: 'noise' }, do: 'silent' } },
  quiet: { source: 'quiet' },
  muted: { muted_at: '2026-11-22T10:00:00.000000Z' },
  grouped: { group_key: 'build' },
};
/** These never appear. */
const SILENT: ReadonlySet<Kind> = new Set(['low', 'silenced', 'quiet', 'muted']);

type Step =
  | Readonly<{ do: 'arrive'; kinds: readonly Kind[] }>
  | Readonly<{ do: 'settle'; index: number }>
  | Readonly<{ do: 'hold' | 'release'; reason: HoldReason }>
  | Readonly<{ do: 'wait'; ms: number }>
  | Readonly<{ do: 'leave' | 'return' | 'expire' | 'close' | 'crash' | 'lose daemon' | 'find daemon' }>;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('arrive' as const),
      kinds: fc.array(fc.constantFrom(...(Object.keys(FIELDS) as Kind[])), { minLength: 1, maxLength: 30 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle' as const), index: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('hold' as const, 'release' as const),
      reason: fc.constantFrom(...HOLDS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 400, 1_100, 5_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('leave', 'return', 'expire', 'close', 'crash', 'lose daemon', 'find daemon'),
    }),
  },
);

function stageOf(folder: string) {
  const kinds = new Map<string, Kind>();
  const unread = new Map<string, Notification>();
  /** How often each has appeared, besides the one summary of what nobody could see. */
  const appeared = new Map<string, number>();
  const latest = new Map<string, Entry>();
  /** The mark of these was written before anybody knew that there is no daemon, so a crash has left them to the inbox. */
  const left = new Set<string>();
  let revision = 0;
  const stage = createStage();
  let run = begin();

  function begin() {
    const started = deliver(folder, stage);
    started.world.settings = {
      ...started.world.settings,
      leastPriority: 2,
      lines: { quiet: { line: 'quietly' } },
    };
    return started;
  }

  /** What has been reported since the last look. */
  function look(): void {
    for (const { id, entry } of run.decisions.splice(0)) {
      latest.set(id, entry);
      const isNew = entry.do === 'show' || entry.do === 'summarise' ? entry.outcome === 'shown' : false;
      if (!isNew) continue;
      expect(unread.has(id), `${id} appears although it is settled`).toBe(true);
      expect(SILENT.has(kinds.get(id) ?? 'plain'), `${id} appears although it is silenced`).toBe(false);
      if (entry.reason !== 'unseen') appeared.set(id, (appeared.get(id) ?? 0) + 1);
    }
    for (const [id, times] of appeared) expect(times, `${id} appears again`).toBe(1);
  }

  function restart(): void {
    for (const [id, { reason }] of latest) if (reason === 'no_notifier') left.add(id);
    const { holds, isIdle } = run.world;
    run.delivery.dispose();
    for (const { key } of stage.toasts()) stage.notifier.close(key);
    run = begin();
    Object.assign(run.world, { holds, isIdle });
    const from = run.journal.position()?.revision ?? 0;
    const missed = [...unread.values()].filter((item) => item.revision > from);
    run.delivery.backlog('e', revision, missed);
  }

  function end(by: 'expired' | 'user'): void {
    const [toast] = stage.toasts();
    if (toast === undefined) return;
    stage.notifier.close(toast.key);
    stage.emit({ type: 'closed', key: toast.key, by });
  }

  function take(action: Step): void {
    const { world } = run;
    switch (action.do) {
      case 'arrive': {
        const items = action.kinds.map((kind) => {
          revision += 1;
          const item = notification(revision, FIELDS[kind]);
          kinds.set(item.id, kind);
          unread.set(item.id, item);
          return item;
        });
        run.delivery.arrived('e', items);
        break;
      }
      case 'settle': {
        const ids = [...unread.keys()];
        const id = ids[action.index % Math.max(1, ids.length)];
        if (id === undefined) break;
        unread.delete(id);
        run.delivery.gone([id]);
        break;
      }
      case 'hold':
      case 'release': {
        const others = world.holds.filter(({ reason }) => reason !== action.reason);
        world.holds = HOLDS.flatMap((reason) => {
          const other = others.find((hold) => hold.reason === reason);
          if (other !== undefined) return [other];
          return action.do === 'hold' && reason === action.reason ? [holding(reason)] : [];
        });
        run.delivery.look();
        break;
      }
      case 'wait':
        break;
      case 'leave':
      case 'return':
        world.isIdle = action.do === 'leave';
        run.delivery.look();
        break;
      case 'expire':
        end('expired');
        break;
      case 'close':
        end('user');
        break;
      case 'crash':
        restart();
        break;
      case 'lose daemon':
        stage.outcome = 'unavailable';
        break;
      case 'find daemon':
        stage.outcome = 'shown';
        stage.emit({ type: 'available' });
        break;
      default:
        action satisfies never;
    }
  }

  return {
    async take(action: Step) {
      take(action);
      await vi.advanceTimersByTimeAsync(action.do === 'wait' ? action.ms : 0);
      look();
    },
    /** Every hold ends, somebody is there, and a daemon runs. */
    async finish() {
      run.world.holds = [];
      run.world.isIdle = false;
      run.delivery.look();
      stage.outcome = 'shown';
      stage.emit({ type: 'available' });
      await vi.advanceTimersByTimeAsync(5_000);
      look();
    },
    unread,
    kinds,
    latest,
    isLeft: (id: string) => left.has(id),
    hasAppeared: (id: string) => appeared.has(id),
    stop: () => run.delivery.dispose(),
  };
}

test('in any order', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-model-'));
      const world = stageOf(folder);
      try {
        for (const action of steps) await world.take(action);
        await world.finish();
        for (const [id, kind] of world.kinds) {
          if (!world.unread.has(id)) continue;
          const decision = world.latest.get(id);
          if (world.isLeft(id)) continue;
          expect(decision?.do, `${id} has a last decision`).toMatch(/show|summarise|skip/);
          // The newest of a group stands for the others, a closed storm for all that comes in it.
          if (SILENT.has(kind) || decision?.reason === 'overtaken' || decision?.reason === 'dismissed')
            continue;
          expect(world.hasAppeared(id), `${id} has never appeared`).toBe(true);
        }
      } finally {
        world.stop();
        fs.rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 200 },
  );
});
