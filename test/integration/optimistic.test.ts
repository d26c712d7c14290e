/** What a client shows before its action is answered, beside what the server then has. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ListPage, RequestedAction } from '#server/inbox';
import type { Notification } from '#server/notification';
import { PLAIN_ACTIONS, type PlainAction, VIEWS } from '#server/rules/state';
import { type BackendClient, createBackendClient } from '../../electron/backend/client.ts';
import { createOverlay, project } from '../../server/client/client.ts';
import { startServer, type TestServer } from '../support/server.ts';

const HOUR = 3_600_000;
const SNOOZE = { kind: 'snooze', until: new Date(Date.now() + HOUR).toISOString() } as const;
/** Ways to make a row what it is, for one row each. */
const LIVES: readonly (readonly RequestedAction[])[] = [
  [],
  ['read'],
  ['save'],
  ['done'],
  ['read', 'done', 'save'],
  [SNOOZE],
  ['read', 'save', SNOOZE],
  ['delete'],
  ['read', 'done', 'save', 'delete'],
];
const DEEDS: readonly (Readonly<{ kind: PlainAction }> | typeof SNOOZE)[] = [
  ...PLAIN_ACTIONS.map((kind) => ({ kind })),
  SNOOZE,
];

let server: TestServer;
let client: BackendClient;

beforeEach(async () => {
  server = await startServer();
  client = createBackendClient({
    url: server.url,
    token: server.tokens.inbox,
    senderToken: server.tokens.send,
  });
});
afterEach(() => server.close());

const listed = async (): Promise<ReadonlyMap<string, readonly Notification[]>> => {
  const pages = await Promise.all(
    VIEWS.map(async (view): Promise<[string, ListPage]> => [view, await client.list({ view })]),
  );
  return new Map(pages.map(([view, { items }]) => [view, items]));
};

/** Which states a row is in; their times are the server's. */
const statesOf = (row: Notification) => ({
  id: row.id,
  read: row.read_at !== null,
  done: row.archived_at !== null,
  saved: row.saved_at !== undefined,
  muted: row.muted_at !== undefined,
  until: row.snoozed_until === undefined ? null : Date.parse(row.snoozed_until),
  deleted: row.deleted_at !== undefined,
});

test.each(DEEDS)(
  '$kind shows in every view as the server then has it; refused, it leaves no trace',
  async (deed) => {
    for (const life of LIVES) {
      await client.send({ title: 'one' });
      const [row] = (await client.list({})).items;
      for (const action of life) await client.act({ action, ids: [row?.id ?? ''] });
    }
    const before = await listed();
    const rows = new Map([...before.values()].flat().map((row) => [row.id, row]));
    const overlay = createOverlay<string, string>();
    const tokens = [...rows.values()].map(
      (row) => [row.id, overlay.begin(row, deed, deed.kind, new Date().toISOString())] as const,
    );
    expect(tokens).toHaveLength(LIVES.length);
    await client.act({ action: deed, ids: [...rows.keys()] });
    const after = await listed();
    for (const view of VIEWS) {
      const shown = project(before.get(view) ?? [], view, overlay.get(), null);
      const known = new Set(before.get(view)?.map(({ id }) => id));
      // What comes into a view comes with the answer.
      const left = (after.get(view) ?? []).filter(({ id }) => known.has(id));
      expect([view, shown.map(statesOf)]).toEqual([view, left.map(statesOf)]);
    }
    for (const [id, token] of tokens) overlay.failed(id, token, 'refused');
    for (const view of VIEWS) {
      expect(project(before.get(view) ?? [], view, overlay.get(), null)).toEqual(before.get(view));
    }
  },
);
