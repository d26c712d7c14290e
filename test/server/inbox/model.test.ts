import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Mute } from '#server/decisions';
import type { SyncPage } from '#server/inbox';
import { type Change, isTombstone } from '#server/notification';
import { type Deed, PLAIN_ACTIONS, VIEWS } from '#server/rules/state';
import { timestamp } from '#server/rules/time';
import { isApplicable, type Mutable, RULE_EFFECTS } from '#server/rules/verdicts';
import { createDecisions, type Decisions } from '../../../server/decisions/decisions.ts';
import { createInbox, type Inbox } from '../../../server/inbox/inbox.ts';
import { NOBODY, type Storage } from '../../../server/storage/storage.ts';
import { DRIVERS, openTestStorage } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { NO_RECEIPTS, newDataDir } from '../../support/server.ts';
import { Model, type ModelRow } from './model.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2030, 0, 1);

/** A snooze ends so long after it was asked for. */
const DEEDS: readonly Deed<number>[] = [
  ...PLAIN_ACTIONS.map((kind) => ({ kind })),
  ...[5 * MINUTE, 6 * HOUR, 10_000 * DAY].map((until) => ({ kind: 'snooze', until }) as const),
];
const deed = fc.constantFrom(...DEEDS);
const thread = fc.constantFrom(null, 'one', 'two');
const type = fc.constantFrom('deploy', 'order');
const THINGS = ['source', 'thread one', 'thread two', 'type deploy'] as const;

/** Picks, `back` and `batch` are taken modulo what there is by then. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      key: fc.constantFrom(null, 'a', 'b'),
      thread,
      type,
      /** From now. */
      ends: fc.constantFrom(null, null, null, -MINUTE, MINUTE, HOUR),
      insistsFor: fc.constantFrom(null, null, null, MINUTE / 2, 90 * MINUTE),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('ids' as const),
      deed,
      picks: fc.uniqueArray(fc.nat({ max: 7 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('view' as const),
      deed,
      view: fc.constantFrom(...VIEWS),
      back: fc.nat({ max: 4 }),
      thread,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      /** Since the start: it goes on, and is set ahead and back. */
      at: fc.oneof(
        ...[100, 12 * 60].map((max) => ({
          weight: 3,
          arbitrary: fc.nat({ max }).map((minute) => minute * MINUTE),
        })),
        { weight: 1, arbitrary: fc.constantFrom(31 * DAY, 62 * DAY) },
      ),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const), batch: fc.nat({ max: 7 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('mute' as const), what: fc.constantFrom(...THINGS) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unmute' as const), pick: fc.nat({ max: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rule' as const),
      type: fc.option(type),
      does: fc.constantFrom(...RULE_EFFECTS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('remove' as const, 'first' as const, 'apply' as const),
      pick: fc.nat({ max: 3 }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

type Reader = { revision: number; rows: Map<string, Change> };

/** As a client reads: from its revision on, page by page. */
async function catchUp(inbox: Inbox, userId: number, reader: Reader): Promise<void> {
  let after: string | null = null;
  let page: SyncPage;
  do {
    page = await inbox.sync(userId, { since: reader.revision, ...(after === null ? {} : { after }) });
    expect(page.reset).toBe(false);
    for (const change of page.changed) {
      if (isTombstone(change)) reader.rows.delete(change.id);
      else reader.rows.set(change.id, change);
    }
    after = page.next;
  } while (after !== null);
  reader.revision = page.revision;
}

const since = (isIn: boolean) => (isIn ? expect.any(String) : undefined);
const verdictOf = (name: string) =>
  name === 'muted' ? { rule: null, do: 'muted' } : { rule: { id: expect.any(String), name } };
const shape = (row: ModelRow) => ({
  ...{ id: row.id, title: row.title, occurrences: row.occurrences, revision: row.revision },
  read_at: row.read ? expect.any(String) : null,
  archived_at: row.archived ? expect.any(String) : null,
  ...(row.saved && { saved_at: since(true) }),
  ...(row.muted && { muted_at: since(true) }),
  ...(row.verdict !== null && { verdict: verdictOf(row.verdict) }),
  ...(row.snoozedUntil !== null && { snoozed_until: timestamp(row.snoozedUntil) }),
  ...(row.ended !== null && { ended: row.ended }),
  ...(row.insistsUntil !== null && { insists_until: timestamp(row.insistsUntil) }),
  ...(row.acknowledged && { acknowledged_at: since(true), acknowledged_by: 'any' }),
  ...(row.deleted && { deleted_at: since(true), deleted: true }),
});
const bare = (change: Change): object =>
  Object.fromEntries(
    Object.entries(change).filter(([name]) =>
      [
        'saved_at',
        'snoozed_until',
        'deleted_at',
        'muted_at',
        'ended',
        'insists_until',
        'acknowledged_at',
      ].includes(name),
    ),
  );

interface Run {
  readonly inbox: Inbox;
  readonly decisions: Decisions;
  readonly storage: Storage;
  readonly userId: number;
  readonly model: Model;
  /** What can be undone, by age. */
  readonly batches: string[];
}

/** @returns the batch of what it has done to rows or mutes; undefined: nothing */
async function decide(
  one: Step,
  index: number,
  { inbox, decisions, userId, model }: Run,
): Promise<Readonly<{ batch: string | null; undoable: boolean }> | undefined> {
  if (one.kind === 'mute') {
    const [what, key] = one.what.split(' ') as [Mutable, string?];
    const action = {
      kind: 'mute',
      what,
      source: 'local',
      until: null,
      ...(key !== undefined && { key }),
    } as const;
    const { batch } = await inbox.apply({ userId, request: { action } });
    return { batch, undoable: model.mute(one.what, true) };
  }
  if (one.kind === 'unmute') {
    const { mutes } = await decisions.mutes(userId);
    const nameOf = ({ what, key }: Mute): string => (key === '' ? what : `${what} ${key}`);
    expect(mutes.map(nameOf).sort()).toEqual(model.muted().toSorted());
    const mute = mutes[one.pick % mutes.length];
    if (mute === undefined) return undefined;
    const { batch } = await inbox.apply({ userId, request: { action: { kind: 'unmute', mute: mute.id } } });
    return { batch, undoable: model.mute(nameOf(mute), false) };
  }
  const { rules } = await decisions.rules.all(userId);
  if (one.kind === 'rule') {
    const rule = { name: `rule ${index}`, type: one.type, does: one.does };
    const filter = one.type === null ? 'title' : `type:${one.type}`;
    await decisions.rules.add(userId, { name: rule.name, filter, do: one.does }, null);
    model.rules = [...model.rules, rule];
    return undefined;
  }
  if (one.kind !== 'remove' && one.kind !== 'first' && one.kind !== 'apply') return undefined;
  const at = one.pick % Math.max(1, rules.length);
  const [rule, own] = [rules[at], model.rules[at]];
  if (rule === undefined || own === undefined) return undefined;
  const others = model.rules.filter((other) => other !== own);
  if (one.kind === 'remove') {
    await decisions.rules.remove(userId, rule.id);
    model.rules = others;
  } else if (one.kind === 'first') {
    const left = rules.filter((other) => other !== rule);
    await decisions.rules.order(userId, [rule.id, ...left.map(({ id }) => id)]);
    model.rules = [own, ...others];
  } else if (isApplicable(rule.do)) {
    const { batch } = await decisions.rules.apply(userId, rule.id, null);
    return { batch, undoable: model.applyRule(own) };
  }
  return undefined;
}

/** As the wake-ups do it, kind by kind. */
async function wake({ inbox, model }: Run): Promise<void> {
  for (const kind of inbox.due) while ((await kind.fire(model.now)) > 0);
}

async function take(one: Step, index: number, run: Run): Promise<void> {
  const { inbox, storage, userId, model, batches } = run;
  if (one.kind === 'send') {
    const title = `title ${index}`;
    const { insistsFor } = one;
    const endsAt = one.ends === null ? null : model.now + one.ends;
    const emergency = insistsFor === null ? null : { retry: 60, expire: insistsFor / 1_000 };
    const content = makeContent({
      ...{ title, dedupe_key: one.key, group_key: one.thread, type: one.type, expires_at: endsAt },
      emergency: emergency === null ? null : JSON.stringify(emergency),
    });
    const { notification } = await storage.work([userId], () => inbox.arrive(userId, content));
    const { thread, type } = one;
    model.send(title, { id: notification.id, dedupeKey: one.key, thread, type, endsAt, insistsFor });
    return;
  }
  if (one.kind === 'clock') {
    model.now = START + one.at;
    await wake(run);
    model.tick();
    return;
  }
  if (one.kind === 'undo') {
    if (batches.length === 0) return;
    const at = one.batch % batches.length;
    const undone = model.undo(at);
    const undoing = inbox.undo(userId, batches[at] ?? '');
    if (undone === null) await expect(undoing).rejects.toMatchObject({ code: 'not_found' });
    else expect(await undoing).toMatchObject(undone);
    return;
  }
  const note = (batch: string | null, undoable: boolean): void => {
    expect(batch !== null).toBe(undoable);
    if (batch !== null) batches.push(batch);
  };
  /** The action as the model has it, and as it is asked for. */
  const dated = (deed: Deed<number>): readonly [Deed<number>, never] => {
    if (deed.kind !== 'snooze') return [deed, deed as never];
    const until = model.now + deed.until;
    return [{ ...deed, until }, { ...deed, until: timestamp(until) } as never];
  };
  const living = model.living();
  if (one.kind === 'ids') {
    const ids = [...new Set(one.picks.map((pick) => living[pick % living.length] ?? ''))];
    if (living.length === 0) return;
    const [deed, action] = dated(one.deed);
    const { batch } = await inbox.apply({ userId, request: { action, ids } });
    note(batch, model.act({ deed, ids }));
    return;
  }
  if (one.kind !== 'view') {
    const done = await decide(one, index, run);
    if (done !== undefined) note(done.batch, done.undoable);
    return;
  }
  const up_to_revision = Math.max(0, model.revision - one.back);
  const { view, thread: key } = one;
  const [deed, action] = dated(one.deed);
  const request =
    key === null
      ? { action, view, up_to_revision }
      : { action, view, up_to_revision, thread: { source: 'local', key } };
  if (deed.kind === 'acknowledge') {
    await expect(inbox.apply({ userId, request })).rejects.toMatchObject({ code: 'invalid_request' });
    return;
  }
  const { batch } = await inbox.apply({ userId, request });
  note(batch, model.act({ deed, view, up_to_revision, ...(key !== null && { thread: key }) }));
}

describe.each(DRIVERS)('any run of commands on %s', (driver) => {
  test('leaves the inbox, its counts and every reader as the model says', { timeout: 60_000 }, async () => {
    const dataDir = newDataDir();
    const storage = await openTestStorage(dataDir, driver);
    let clock = { now: START };
    const inbox = createInbox({
      wakeAt: () => {},
      ...{ storage, publish: () => {}, receipts: NO_RECEIPTS, hasOutboxWorker: false },
      ...{ now: () => clock.now, monotonic: Date.now },
    });
    const decisions = createDecisions({ storage, inbox, publish: () => {}, now: () => clock.now });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const userId = await storage.work(NOBODY, () => storage.users.insert('any', 0));
        const model = new Model();
        model.now = START;
        clock = model;
        const run = { inbox, decisions, storage, userId, model, batches: [] };
        const readers: Reader[] = [];
        for (const [index, one] of steps.entries()) {
          const reader: Reader = { revision: 0, rows: new Map() };
          await catchUp(inbox, userId, reader);
          readers.push(reader);
          await take(one, index, run);
          const { revision, counts } = await inbox.position(userId);
          expect({ revision, counts }).toEqual({ revision: model.revision, counts: model.counts() });
        }
        for (const view of VIEWS) {
          const { items } = await inbox.list(userId, { view });
          expect(items).toMatchObject(model.view(view).map(shape));
          expect(items.map(bare)).toEqual(
            model
              .view(view)
              .map(shape)
              .map((row) => bare(row as never)),
          );
        }
        expect((await inbox.rowsAt(userId, 0, 1)).total).toBe(model.view('inbox').length);
        for (const reader of readers) {
          await catchUp(inbox, userId, reader);
          const byId = <T extends { id: string }>(rows: readonly T[]) =>
            rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
          const rows = byId([...reader.rows.values()]);
          expect(rows).toMatchObject(byId(model.rows.filter((row) => !row.purged)).map(shape));
          expect(rows).toHaveLength(model.living().length);
        }
      }),
      { numRuns: 100 },
    );
    storage.close();
    fs.rmSync(dataDir, { recursive: true });
  });
});
