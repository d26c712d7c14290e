/** The states of a team server's rows: kept here as they are there, and changed there from here. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { RequestedAction } from '#server/inbox';
import { VIEWS } from '#server/rules/state';
import type { BackendClient } from '../../../electron/backend/client.ts';
import { createBelfryAdapter } from '../../../electron/sources/adapters/belfry/belfry-adapter.ts';
import { type Stage, setStage } from './stage.ts';
import { startTeam, type Team } from './team.ts';

let team: Team;
let stage: Stage;
/** The server does not say what it has, as one from before features. */
let isOlder: boolean;
let asked: string[];

const eventually = <T>(ask: () => T) => expect.poll(ask);
const UNTIL = '2099-01-02T03:04:05.000000Z';
const SNOOZE = { kind: 'snooze', until: UNTIL } as const;

async function run(): Promise<void> {
  stage.run((deps) => createBelfryAdapter(team.source, deps));
  await eventually(() => stage.connection()).toEqual({ status: 'online' });
}

async function rowsIn(client: BackendClient) {
  const found = new Map<string, { id: string; state: object }>();
  for (const view of VIEWS) {
    for (const row of (await client.list({ view, limit: 200 })).items) {
      const { read_at, archived_at, saved_at, snoozed_until, deleted_at, ended } = row;
      // When something was done may differ by the way between the two.
      const on = { read: read_at, done: archived_at, saved: saved_at, deleted: deleted_at };
      const states = Object.entries(on).flatMap(([name, at]) => (at == null ? [] : [name]));
      found.set(row.title, { id: row.id, state: { states, snoozed_until, ended } });
    }
  }
  return found;
}
const statesIn = async (client: BackendClient) =>
  Object.fromEntries([...(await rowsIn(client))].map(([title, { state }]) => [title, state]).sort());
const level = async () => eventually(() => statesIn(stage.client)).toEqual(await statesIn(team.client));

async function actAt(client: BackendClient, action: RequestedAction, title: string): Promise<void> {
  await client.act({ action, ids: [(await rowsIn(client)).get(title)?.id ?? title] });
}
const there = (action: RequestedAction, title: string) => actAt(team.client, action, title);
const here = (action: RequestedAction, title: string) => actAt(stage.client, action, title);

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fetch(team.url + path, {
    method,
    headers: { authorization: `Bearer ${team.token()}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

beforeEach(async () => {
  isOlder = false;
  asked = [];
  team = await startTeam();
  stage = await setStage({
    source: 's-team',
    kind: 'belfry',
    token: () => team.token(),
    http: (real) => ({
      async request(url, init) {
        const path = url.slice(team.url.length);
        asked.push(`${init.method} ${path} ${init.body ?? ''}`);
        const answer = await real.request(url, init);
        if (!isOlder || path !== '/api/session') return answer;
        const { features: _, ...older } = JSON.parse(answer.body);
        return { ...answer, body: JSON.stringify(older) };
      },
    }),
  });
  for (const title of ['a', 'b', 'c', 'd', 'e']) await team.send({ title });
});

describe('what comes', () => {
  beforeEach(async () => {
    await there('save', 'a');
    await there(SNOOZE, 'b');
    await there('done', 'c');
    await there('save', 'd');
    await there('delete', 'd');
  });

  test('at first: every row, also those in the Bin, in the state that it has there', async () => {
    await run();
    await level();
    expect(await statesIn(stage.client)).toMatchObject({
      a: { states: ['saved'] },
      b: { states: [], snoozed_until: UNTIL },
      c: { states: ['done'] },
      d: { states: ['saved', 'deleted'] },
      e: { states: [] },
    });
    expect((await stage.client.list({})).counts.unread).toBe(2);
  });

  test('live: a change and its undo at another device; nothing of that is new', async () => {
    await run();
    await level();
    const before = new Map((await stage.rows()).map((row) => [row.title, row]));
    await there('done', 'e');
    await level();
    const { batches } = await call<{ batches: { id: string }[] }>('GET', '/api/inbox/batches');
    const created = stage.created.length;
    await call('POST', '/api/inbox/undo', { batch: batches[0]?.id });
    await level();
    const e = (await stage.rows()).find(({ title }) => title === 'e');
    expect(e).toMatchObject({ archived_at: null, created_revision: before.get('e')?.created_revision });
    expect([e?.surfaced_revision, stage.created.length]).toEqual([undefined, created]);
    await there('restore', 'd');
    await there('unsnooze', 'b');
    await there('purge', 'd').catch(() => {});
    await there('delete', 'a');
    await there('purge', 'a');
    await level();
    expect([...(await rowsIn(stage.client)).keys()].sort()).toEqual(['b', 'c', 'd', 'e']);
    expect(await stage.entries()).not.toContainEqual(expect.objectContaining({ action: 'restore' }));
  });
});

describe('what is done here', () => {
  test('is done there, each way, and is settled', async () => {
    await run();
    await level();
    for (const action of ['save', SNOOZE, 'done', 'delete'] as const) {
      await here(action, 'a');
      await stage.drain();
      await level();
    }
    expect((await rowsIn(team.client)).get('a')?.state).toMatchObject({
      states: ['done', 'saved', 'deleted'],
    });
    for (const action of ['restore', 'restore', 'unsave', SNOOZE, 'unsnooze'] as const) {
      await here(action, 'a');
      await stage.drain();
      await level();
    }
    expect((await rowsIn(team.client)).get('a')?.state).toMatchObject({ states: [] });
    await here('delete', 'a');
    await here('purge', 'a');
    await stage.drain();
    await level();
    expect([...(await rowsIn(team.client)).keys()].sort()).toEqual(['b', 'c', 'd', 'e']);
    expect(await stage.entries()).toEqual([]);
    expect((await stage.rows()).every(({ upstream }) => upstream === null)).toBe(true);
  });

  test('a snooze that is short by the time that it gets there is a little longer; one that is over is not sent', async () => {
    await run();
    await level();
    const due = (ms: number) => `${new Date(Date.now() + ms).toISOString().slice(0, -1)}000Z`;
    const external_id = (await rowsIn(team.client)).get('a')?.id ?? '';
    const entry = { ...{ id: '1', source: 's-team', notification_id: 'n', external_id }, reply: null };
    const snooze = (until: string) =>
      stage.adapter().deliver([{ ...entry, action: 'snooze', until, attempts: 0 }]);
    expect(await snooze(due(-1_000))).toEqual([{ outcome: 'done' }]);
    expect(asked.filter((line) => line.includes('/actions'))).toEqual([]);
    expect(await snooze(due(60_000))).toMatchObject([{ outcome: 'done' }]);
    await level();
    expect((await rowsIn(stage.client)).get('a')?.state).toMatchObject({
      snoozed_until: expect.any(String),
    });
  });
});

describe('an older server', () => {
  beforeEach(async () => {
    isOlder = true;
    await run();
    await level();
  });

  test('is asked for nothing that it does not have; what it lacks is refused before it is done', async () => {
    const was = await statesIn(stage.client);
    for (const action of ['save', SNOOZE] as const) {
      await expect(here(action, 'a')).rejects.toMatchObject({ code: 'not_supported' });
    }
    expect([await statesIn(stage.client), await stage.entries()]).toEqual([
      was,
      expect.not.arrayContaining([expect.objectContaining({ action: 'save' })]),
    ]);
    expect(asked.filter((line) => /view=(bin|snoozed)/.test(line))).toEqual([]);
    await here('done', 'a');
    await stage.drain();
    await level();
    expect(asked.find((line) => line.includes('/actions'))).toContain('"archive"');
  });

  test('offers no button whose choice it would not take, until it comes back as a newer one', async () => {
    const send = (title: string) =>
      team.send({
        title,
        actions: [
          { label: 'Approve', kind: 'event', event: 'approved' },
          { label: 'Go', kind: 'open', url: 'https://ci.example/' },
        ],
      });
    const buttons = async (title: string) =>
      (await stage.rows()).find((row) => row.title === title)?.actions?.map(({ label }) => label);
    await send('f');
    await eventually(() => buttons('f')).toEqual(['Go']);
    await team.stop();
    isOlder = false;
    await team.start();
    stage.adapter().kick();
    await eventually(() => here('save', 'a').then(() => 'saved', String)).toBe('saved');
    await send('g');
    await eventually(() => buttons('g')).toEqual(['Approve', 'Go']);
  });

  test('what is deleted here stays here in the Bin, and is deleted there when it leaves that', async () => {
    await here('delete', 'a');
    await stage.drain();
    await eventually(async () => (await rowsIn(team.client)).get('a')?.state).toMatchObject({
      states: ['read'],
    });
    await here('restore', 'a');
    await stage.drain();
    await level();
    await here('delete', 'a');
    await here('purge', 'a');
    await stage.drain();
    expect((await rowsIn(team.client)).get('a')?.state).toMatchObject({
      states: expect.arrayContaining(['deleted']),
    });
  });

  test('is known for what it is once it comes back as a newer one', async () => {
    await expect(here('save', 'a')).rejects.toMatchObject({ code: 'not_supported' });
    await team.stop();
    isOlder = false;
    await team.start();
    stage.adapter().kick();
    await eventually(() => here('save', 'a').then(() => 'saved', String)).toBe('saved');
    await stage.drain();
    await level();
  });
});
