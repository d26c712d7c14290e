import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Action, Delta } from '#server/inbox';
import { FEATURES } from '#server/rules/features';
import type { Cursor, IngestItem, SourceUnread } from '#server/source';
import { createReading } from '../../../../../electron/sources/adapters/belfry/reading.ts';
import { numbered } from '../../../../../electron/sources/adapters/belfry/team-rows.ts';
import { inTheirWords } from '../../../../../electron/sources/detail.ts';
import { TroubleError } from '../../../../../electron/sources/trouble.ts';
import { ModelBackend } from '../../../../support/model-backend.ts';

const ACTIONS: readonly Action[] = ['read', 'unread', 'done', 'restore', 'delete', 'purge'];
/** Together they show every row that has content. */
const SHOWN = ['inbox', 'done', 'bin'] as const;

/** `answer`: it was stored, and the answer got lost. `too long`: the page of a sync. */
const FAILURES = ['sync', 'too long', 'list', 'ingest', 'answer'] as const;

type Fate = 'once' | 'twice' | 'lost' | 'without rows';
type Step =
  | Readonly<{ kind: 'create'; fate: Fate }>
  | Readonly<{ kind: 'act'; action: Action; pick: number; fate: Fate }>
  /** An action that changed nothing is answered by where the inbox stands. */
  | Readonly<{ kind: 'answer' }>
  | Readonly<{ kind: 'reconnect' | 'restart' | 'replace' }>
  | Readonly<{ kind: 'fail'; what: (typeof FAILURES)[number] }>;

const fate = fc.constantFrom<Fate>('once', 'once', 'twice', 'lost', 'without rows');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('create' as const), fate }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      action: fc.constantFrom(...ACTIONS),
      pick: fc.nat(30),
      fate,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('answer' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      what: fc.constantFrom(...FAILURES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'reconnect' as const,
        'reconnect' as const,
        'restart' as const,
        'replace' as const,
      ),
    }),
  },
);

/** And so much of what is under way ends before the next step: with enough of it, the reading is level in between. */
const story = fc.array(fc.tuple(step, fc.nat({ max: 12 })), { maxLength: 40, size: 'max' });
type Story = readonly (readonly [Step, number])[];

type State = Readonly<{
  revision: number;
  read: boolean;
  archived: boolean;
  /** In the Bin. */
  binned: boolean;
  /** It is gone for good. */
  deleted: boolean;
  listed: boolean;
}>;

/** The simplest inbox that keeps the contract of ingest. */
class ModelInbox {
  cursor: Cursor | null = null;
  readonly rows = new Map<string, State>();

  ingest(items: readonly IngestItem[], cursor?: Cursor): void {
    for (const item of items) {
      const known = this.rows.get(item.external_id);
      const { revision } = item;
      const old = known !== undefined && revision !== undefined && revision <= known.revision;
      if (old || known?.deleted || (known === undefined && !item.deleted && item.content === undefined))
        continue;
      this.rows.set(item.external_id, {
        revision: revision ?? known?.revision ?? 0,
        read: (item.read_at ?? null) !== null || (revision === undefined && (known?.read ?? false)),
        archived:
          (item.archived_at ?? null) !== null || (revision === undefined && (known?.archived ?? false)),
        binned: (item.deleted_at ?? null) !== null || (revision === undefined && (known?.binned ?? false)),
        deleted: item.deleted ?? false,
        listed: item.listed ?? (revision !== undefined || known?.listed === true),
      });
    }
    if (cursor !== undefined) this.cursor = cursor;
  }

  #unread(): [string, State][] {
    return [...this.rows].filter(([, row]) => !row.read && !row.archived && !row.binned && !row.deleted);
  }

  unreadIds(): string[] {
    return this.#unread().map(([id]) => id);
  }

  unread(): SourceUnread {
    const items = this.#unread()
      .filter(([, row]) => row.listed)
      .map(([external_id]) => ({ external_id, created_at: '' }));
    return { items, expected: items.length };
  }
}

async function run(steps: Story, scheduler: fc.Scheduler) {
  const team = new ModelBackend(2);
  const inbox = new ModelInbox();
  const failing = new Set<string>();
  let replaced = false;
  const failNow = (what: string): void => {
    if (failing.delete(what)) throw new Error(`${what} failed`);
  };
  const slow = async <T>(what: string, answer: () => T): Promise<T> => {
    await scheduler.schedule(Promise.resolve(), what);
    failNow(what);
    if (what === 'sync' && failing.delete('too long'))
      throw new TroubleError('bad_answer', inTheirWords('too long'));
    return scheduler.schedule(Promise.resolve(answer()), 'answer');
  };
  const begin = () => {
    const one = createReading({
      team: {
        sync: (query) => slow('sync', () => team.sync(query)),
        list: (query) => slow('list', () => team.list(query)),
      },
      ingestBatch: (items, cursor) =>
        slow('ingest', () => inbox.ingest(items, cursor)).then(() => failNow('answer')),
      cursor: () => slow('cursor', () => inbox.cursor),
      unread: () => slow('unread', () => inbox.unread()),
      now: () => new Date(0),
      log: () => {},
    });
    one.offers(FEATURES);
    return one;
  };
  let reading = begin();
  let working: Promise<void> = Promise.resolve();
  const level = (): void => {
    const mine = reading;
    // After a failure it is asked again, as by the adapter.
    const work = (): Promise<void> => mine.run().catch(() => (mine === reading ? work() : undefined));
    working = working.then(work);
  };
  const arrived: Promise<void>[] = [];
  const publish = (delta: Delta, how: Fate): void => {
    const sent = how === 'without rows' ? { ...delta, changed: null } : delta;
    const copies = how === 'lost' ? 0 : how === 'twice' ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      arrived.push(
        scheduler.schedule(Promise.resolve(sent), 'event').then((event) => {
          reading.receive(event);
          level();
        }),
      );
    }
  };

  level();
  for (const [now, ends] of steps) {
    switch (now.kind) {
      case 'create':
        publish(team.create(), now.fate);
        break;
      case 'act': {
        const all = SHOWN.flatMap((view) => team.items(view));
        const target = all[now.pick % Math.max(1, all.length)];
        if (target !== undefined) publish(team.act({ action: now.action, ids: [target.id] }).delta, now.fate);
        break;
      }
      case 'answer':
        publish({ epoch: team.epoch, revision: team.revision, counts: team.counts(), changed: [] }, 'once');
        break;
      case 'fail':
        failing.add(now.what);
        break;
      case 'restart':
        reading = begin();
        level();
        break;
      case 'replace':
        replaced = true;
        team.replace();
        break;
      case 'reconnect':
        reading.behind();
        level();
        break;
      default:
        now satisfies never;
    }
    for (let left = ends; left > 0 && scheduler.count() > 0; left -= 1) await scheduler.waitNext(1);
  }
  await scheduler.waitIdle();
  failing.clear();
  reading.behind();
  level();
  // Idle is what has nothing scheduled for some ticks; many turns with nothing to do take longer, and go on.
  await scheduler.waitFor(Promise.all(arrived));
  await scheduler.waitFor(working);
  return { team, inbox, replaced };
}

const stateOf = (row: { read_at: string | null; archived_at: string | null }): string =>
  `${row.read_at !== null} ${row.archived_at !== null}`;

test('any loss, repetition, reordering, failure, restart and replacement ends in the server’s state', async () => {
  await fc.assert(
    fc.asyncProperty(story, fc.scheduler(), async (steps, scheduler) => {
      const { team, inbox, replaced } = await run(steps, scheduler);
      expect(inbox.cursor).toMatchObject({ epoch: team.epoch, revision: team.revision, after: null });
      const there = SHOWN.flatMap((view) => team.items(view));
      for (const row of there) {
        const { read, archived, binned, deleted } = inbox.rows.get(row.id) ?? {};
        expect([row.id, `${read} ${archived}`, binned, deleted]).toEqual([
          row.id,
          stateOf(row),
          row.deleted_at !== undefined,
          false,
        ]);
      }
      // What another database does not know may have got lost there: it stays as it was.
      const known = new Set(there.map(({ id }) => id));
      const unread = inbox.unreadIds().filter((id) => !replaced || known.has(id));
      expect(unread.sort()).toEqual(
        team
          .items('unread')
          .map(({ id }) => id)
          .sort(),
      );
      // What is deleted there between two full readings stays as well.
      if (replaced || steps.some(([{ kind }]) => kind === 'fail' || kind === 'restart')) return;
      const living = [...inbox.rows].filter(([, row]) => !row.deleted).map(([id]) => id);
      expect(living.sort()).toEqual(there.map(({ id }) => id).sort());
    }),
    { numRuns: 500 },
  );
});

/** A reading of a team server that answers at once; what is in `failures` fails once. */
function setUp() {
  const team = new ModelBackend(3);
  const inbox = new ModelInbox();
  const kept: string[][] = [];
  const failures: Error[] = [];
  let syncs = 0;
  const failing = async <T>(answer: () => T): Promise<T> => {
    const [failure] = failures;
    if (failure === undefined) return answer();
    failures.shift();
    throw failure;
  };
  const reading = createReading({
    team: {
      sync(query) {
        syncs += 1;
        return failing(() => team.sync(query));
      },
      list: async (query) => {
        if (query.cursor !== undefined) return failing(() => team.list(query));
        return team.list(query);
      },
    },
    ingestBatch: async (items, cursor) => {
      kept.push(items.map(({ external_id }) => external_id));
      inbox.ingest(items, cursor);
    },
    cursor: async () => inbox.cursor,
    unread: async () => inbox.unread(),
    now: () => new Date(0),
    log: () => {},
  });
  return { team, inbox, kept, reading, failures, syncs: () => syncs };
}

test('a page of the list is stored from the oldest to the newest', async () => {
  const { team, kept, reading } = setUp();
  const ids = [team.create(), team.create(), team.create()].map(({ changed }) => changed?.[0]?.id);
  await reading.run();
  expect(kept[0]).toEqual(ids);
});

test('a reading of everything that breaks off leaves nothing deaf to what comes next', async () => {
  const { team, inbox, reading, failures } = setUp();
  await reading.run();
  for (let index = 0; index < 5; index += 1) team.create();
  // Too long a page, and then no second page of the list.
  failures.push(
    new TroubleError('bad_answer', inTheirWords('too long')),
    new TroubleError('timeout', inTheirWords('late')),
  );
  reading.behind();
  await expect(reading.run()).rejects.toMatchObject({ trouble: 'timeout' });
  await reading.run();
  const [newest] = team.items('inbox');
  reading.receive(team.act({ action: 'read', ids: [newest?.id ?? ''] }).delta);
  await reading.run();
  expect(inbox.rows.get(newest?.id ?? '')).toMatchObject({ read: true });
});

test('the answer to an action that changed nothing does not pass for the event that got lost', async () => {
  const { team, inbox, reading } = setUp();
  await reading.run();
  const { epoch, revision, counts } = team.create();
  reading.receive({ epoch, revision, counts, changed: [] });
  await reading.run();
  expect(inbox.rows.size).toBe(1);
});

test('the next page of a sync travels while the one before it is stored', async () => {
  const team = new ModelBackend(3);
  const inbox = new ModelInbox();
  const log: string[] = [];
  const reading = createReading({
    team: {
      async sync(query) {
        if (query.after !== undefined) log.push('asked for the next page');
        return team.sync(query);
      },
      list: async (query) => team.list(query),
    },
    async ingestBatch(items, cursor) {
      if (items.length === 0 || !inbox.cursor) return inbox.ingest(items, cursor);
      log.push('storing');
      await new Promise(setImmediate);
      log.push('stored');
      inbox.ingest(items, cursor);
    },
    cursor: async () => inbox.cursor,
    unread: async () => inbox.unread(),
    now: () => new Date(0),
    log: () => {},
  });
  await reading.run();
  for (let index = 0; index < 5; index += 1) team.create();
  reading.behind();
  await reading.run();
  expect(log).toEqual(['asked for the next page', 'storing', 'stored', 'storing', 'stored']);
  expect(inbox.rows.size).toBe(5);
});

/** A server that always has another page. */
function endless(what: 'list' | 'sync', isNew: boolean) {
  const team = new ModelBackend(3);
  const inbox = new ModelInbox();
  for (let index = 0; index < 5; index += 1) team.create();
  let pages = 0;
  const reading = createReading({
    team: {
      async sync(query) {
        const page = team.sync(query);
        if (what === 'list' || page.reset) return page;
        pages += 1;
        if (pages > 30_000) throw new Error('still asking');
        return { ...page, next: isNew ? `${pages}` : 'again' };
      },
      async list(query) {
        const { view = 'inbox' } = query;
        const page = team.list({ view });
        if (what === 'sync' || view !== 'inbox') return page;
        pages += 1;
        if (pages > 30_000) throw new Error('still asking');
        const [first] = page.items;
        if (!isNew || first === undefined) return { ...page, next: 'again' };
        return { ...page, items: [{ ...first, id: `${pages}` }], next: `${pages}` };
      },
    },
    ingestBatch: async (items, cursor) => inbox.ingest(items, cursor),
    cursor: async () => inbox.cursor,
    unread: async () => inbox.unread(),
    now: () => new Date(0),
    log: () => {},
  });
  return { inbox, reading, pages: () => pages };
}

test.each(['list', 'sync'] as const)(
  'a %s whose pages bring nothing new is an error at once',
  async (what) => {
    const { inbox, reading, pages } = endless(what, false);
    await expect(reading.run()).rejects.toMatchObject({ trouble: 'bad_answer', detail: { code: 'no_end' } });
    expect(pages()).toBeLessThan(5);
    // What was fetched is stored, and nothing is concluded about the rest.
    expect(inbox.rows.size).toBeGreaterThan(0);
    expect(inbox.unreadIds()).toHaveLength(inbox.rows.size);
  },
);

test('a list without an end is an error in the end', async () => {
  const { reading, pages } = endless('list', true);
  await expect(reading.run()).rejects.toMatchObject({ trouble: 'bad_answer', detail: { code: 'no_end' } });
  expect(pages()).toBe(20_000);
});

test('a run of events that is too long to store one by one is fetched', async () => {
  const { team, inbox, reading, syncs } = setUp();
  await reading.run();
  const before = syncs();
  for (let index = 0; index < 1_500; index += 1) reading.receive(team.create());
  await reading.run();
  expect(syncs()).toBe(before + 500);
  expect(inbox.rows.size).toBe(1_500);
});

test('no revision of a team server survives into the next full reading', () => {
  expect(numbered(Number.MAX_SAFE_INTEGER, 3)).toBeLessThan(numbered(0, 4));
  expect(numbered(7, 3)).toBe(numbered(6, 3) + 1);
});
