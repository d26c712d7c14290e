import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VIEWS } from '#server/rules/state';
import { createInbox } from '../../../server/inbox/inbox.ts';
import { createSources } from '../../../server/sources/sources.ts';
import { NOBODY } from '../../../server/storage/storage.ts';
import { DRIVERS, openTestStorage } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { NO_RECEIPTS, newDataDir } from '../../support/server.ts';
import { KINDS, World } from './world.ts';

const UNTILS = ['2098-01-02T03:04:05.000000Z', '2099-01-02T03:04:05.000000Z'] as const;
/** What leaves little to compare is rare. */
const plain = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(...(['read', 'unread', 'done', 'restore', 'save', 'unsave'] as const)),
  },
  { weight: 1, arbitrary: fc.constantFrom(...(['unsnooze', 'delete', 'purge'] as const)) },
);
const snooze = fc.record({ kind: fc.constant('snooze' as const), until: fc.constantFrom(...UNTILS) });
const action = fc.oneof({ weight: 6, arbitrary: plain }, { weight: 1, arbitrary: snooze });
const there = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(plain, fc.constant('reword' as const)).map((name) => ({ action: name })) },
  { weight: 1, arbitrary: snooze.map(({ kind, until }) => ({ action: kind, until })) },
);
const nat = fc.nat({ max: 9 });
const picks = fc.array(nat, { minLength: 1, maxLength: 4 });
/** Most can happen between an inbox and a team server. */
const kind = fc.constantFrom(...KINDS, 'belfry' as const, 'belfry' as const, 'laravel' as const);
const step = <const K extends string, T extends object>(
  weight: number,
  name: K,
  fields: { readonly [P in keyof T]: fc.Arbitrary<T[P]> },
): fc.WeightedArbitrary<T & { step: K }> => ({
  weight,
  arbitrary: fc.record(fields).map((one) => ({ ...(one as T), step: name })),
});

/** A pick is taken modulo what there is by then. */
const STEP = fc.oneof(
  step(3, 'send', { kind, key: fc.constantFrom(null, 'a') }),
  step(1, 'local', {}),
  step(3, 'elsewhere', { kind, done: there, pick: nat }),
  /** How far back; 0 is the newest that it said. */
  step(6, 'deliver', { kind, back: picks }),
  step(10, 'act', {
    action: fc.oneof(
      { weight: 8, arbitrary: action },
      { weight: 1, arbitrary: fc.constant('dismiss' as const) },
    ),
    picks,
  }),
  step(1, 'view', { action, view: fc.constantFrom(...VIEWS) }),
  step(3, 'undo', { back: nat }),
  step(2, 'wait', { ms: fc.nat({ max: 12_000 }) }),
  step(5, 'drain', {
    kind,
    limit: fc.integer({ min: 1, max: 3 }),
    outcome: fc.constantFrom(...(['done', 'done', 'done', 'refused', 'retry', 'lost'] as const)),
    /** Whether it says since when a delivered state applies. */
    dated: fc.boolean(),
    late: fc.boolean(),
  }),
  step(2, 'report', {}),
);
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

describe.each(DRIVERS)('an inbox and its sources on %s', (driver) => {
  test('agree in the end, whatever happened, count right at every moment, and undo exactly', {
    timeout: 240_000,
  }, async () => {
    const dataDir = newDataDir();
    const storage = await openTestStorage(dataDir, driver);
    let passed = 0;
    const clocks = { now: Date.now, monotonic: () => Date.now() + passed };
    const inbox = createInbox({
      ...{ storage, publish: () => {}, ...clocks },
      receipts: NO_RECEIPTS,
      hasOutboxWorker: true,
      wakeAt: () => {},
    });
    // No pause before a repetition: its length is a matter of other tests.
    const sources = createSources({ ...{ storage, inbox, ...clocks }, random: () => 0 });
    const advance = (ms: number): void => {
      passed += ms;
    };

    async function take(world: World, userId: number, one: Step): Promise<void> {
      switch (one.step) {
        case 'send':
          return world.upstreams[one.kind].send(one.key);
        case 'local':
          await storage.work([userId], () => inbox.arrive(userId, makeContent()));
          return;
        case 'elsewhere': {
          const { rows } = world.upstreams[one.kind];
          const row = rows[one.pick % rows.length];
          if (row !== undefined) world.upstreams[one.kind].act(row.id, one.done);
          return;
        }
        case 'deliver': {
          const { said } = world.upstreams[one.kind];
          return world.deliver(
            one.kind,
            one.back.flatMap((back) => said.at(-1 - (back % said.length)) ?? []),
          );
        }
        case 'act': {
          const living = world.living();
          const ids = [...new Set(one.picks.flatMap((pick) => living[pick % living.length] ?? []))];
          if (ids.length > 0) await world.act({ action: one.action, ids });
          return;
        }
        case 'view': {
          const up_to_revision = (await inbox.position(userId)).revision;
          return world.act({ action: one.action, view: one.view, up_to_revision });
        }
        case 'undo':
          return world.undo(one.back);
        case 'wait':
          return advance(one.ms);
        case 'drain':
          await world.drain(one.kind, one.limit, one);
          return;
        case 'report':
          return world.report();
        default:
          one satisfies never;
      }
    }

    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 15, maxLength: 50, size: 'max' }), async (steps) => {
        const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
        const world = new World({ storage, inbox, sources, userId, advance });
        await world.begin();
        for (const one of steps) {
          await take(world, userId, one);
          await world.checkCounts();
        }
        await world.settle();
        await world.checkCounts();
        await world.checkReaders();
        world.checkSources();
        expect((await sources.all(userId)).map(({ pending }) => pending)).toEqual([0, 0, 0]);
        for (const { id } of await sources.all(userId)) await sources.remove(userId, id);
        await world.checkCounts();
        await world.checkReaders();
      }),
      { numRuns: 100 },
    );
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});
