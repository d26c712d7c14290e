import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestedAction } from '#server/inbox';
import { timestamp } from '#server/rules/time';
import { createInbox } from '../../../server/inbox/inbox.ts';
import { createSources } from '../../../server/sources/sources.ts';
import { NOBODY } from '../../../server/storage/storage.ts';
import { DRIVERS, openTestStorage } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { NO_RECEIPTS, newDataDir } from '../../support/server.ts';
import { STEP, type Step } from './model-steps.ts';
import { MINUTE, World } from './world.ts';

const START = Date.UTC(2030, 0, 1);

describe.each(DRIVERS)('an inbox and its sources on %s', (driver) => {
  test('agree in the end, whatever happened, count right at every moment, and undo exactly', {
    timeout: 240_000,
  }, async () => {
    const dataDir = newDataDir();
    const storage = await openTestStorage(dataDir, driver);
    const clock = { now: START, monotonic: START };
    const clocks = { now: () => clock.now, monotonic: () => clock.monotonic };
    const until = (now: number, minutes: number) => timestamp(now + minutes * MINUTE);
    const requested = (action: Extract<Step, { step: 'act' }>['action']): RequestedAction =>
      typeof action === 'string' ? action : { kind: 'snooze', until: until(clock.now, action.minutes) };
    const inbox = createInbox({
      ...{ storage, publish: () => {}, ...clocks },
      receipts: NO_RECEIPTS,
      hasOutboxWorker: true,
      wakeAt: () => {},
    });
    // No pause before a repetition: its length is a matter of other tests.
    const sources = createSources({ ...{ storage, inbox, ...clocks }, random: () => 0 });

    async function take(world: World, userId: number, one: Step): Promise<void> {
      switch (one.step) {
        case 'send':
          return world.upstreams[one.kind].send(one.key);
        case 'local': {
          const expires_at = one.ends === null ? null : clock.now + one.ends * MINUTE;
          await storage.work([userId], () => inbox.arrive(userId, makeContent({ expires_at })));
          return;
        }
        case 'elsewhere': {
          const upstream = world.upstreams[one.kind];
          const row = upstream.rows[one.pick % upstream.rows.length];
          const { action, minutes } = one.done;
          if (row !== undefined) upstream.act(row.id, { action, until: until(upstream.now, minutes) });
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
          const living = world.checks.living();
          const ids = [...new Set(one.picks.flatMap((pick) => living[pick % living.length] ?? []))];
          if (ids.length > 0) await world.act({ action: requested(one.action), ids });
          return;
        }
        case 'view': {
          const up_to_revision = (await inbox.position(userId)).revision;
          return world.act({ action: requested(one.action), view: one.view, up_to_revision });
        }
        case 'undo':
          return world.undo(one.back);
        case 'wait':
          clock.monotonic += one.ms;
          return;
        case 'clock':
          return world.setClocks(START + one.at * MINUTE, one.skew * MINUTE);
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
        clock.now = START;
        const world = new World({ storage, inbox, sources, userId, clock });
        await world.begin();
        for (const one of steps) {
          await take(world, userId, one);
          await world.checks.checkCounts();
        }
        await world.settle();
        await world.checks.checkCounts();
        await world.checks.checkReaders();
        world.checks.checkSources();
        expect((await sources.all(userId)).map(({ pending }) => pending)).toEqual([0, 0, 0]);
        for (const { id } of await sources.all(userId)) await sources.remove(userId, id);
        await world.checks.checkCounts();
        await world.checks.checkReaders();
      }),
      { numRuns: 100 },
    );
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});
