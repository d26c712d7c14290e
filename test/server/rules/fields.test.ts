/** Every accepted field is stored, and comes back wherever the notification is read. The schemas define the fields. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { Notification } from '#server/notification';
import { userChannel } from '#server/rules/channels';
import { SendRequest } from '#server/send';
import { IngestContent } from '#server/source';
import { DRIVERS } from '../../support/drivers.ts';
import { SAMPLES, samplesOf } from '../../support/samples.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';
import { signedTarget } from '../routes/pusher/harness.ts';
import { makeIngest } from '../sources/harness.ts';

/** A Laravel client shows what it finds under `data`: of the rest it knows nothing. */
const NOT_LARAVEL = [
  ...['group_key', 'dedupe_key', 'reply', 'actions', 'emergency', 'occurrences', 'trimmed', 'phrases'],
];
/**
 * Repetitions and limits concern Belfry's senders and sources: an app's own notifications are stored one by one, and whole. Ends and
 * emergencies are the app's own matters.
 */
const NOT_READ = [
  ...['group_key', 'dedupe_key', 'expires_at', 'emergency', 'occurrences', 'trimmed', 'phrases'],
];

const SENT = samplesOf(SendRequest, 'to', 'ack', 'deliver_at', 'delay');
const INGESTED = samplesOf(IngestContent);
const without = (fields: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

describe.each(DRIVERS)('every field, on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = app.accounts.issueSession(app.userId, ['inbox', 'send', 'ingest']);
    await post('PUT', '/api/sources/s-1', { kind: 'belfry', actions: ['read', 'reply'] });
  });
  afterEach(() => app.close());

  async function post(method: 'PUT' | 'POST' | 'GET', url: string, body?: unknown) {
    const answer = await app.call(method, url, { token, ...(body !== undefined && { body }) });
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  }
  const ingest = (item: object) => post('POST', '/api/inbox/ingest', { source: 's-1', items: [item] });
  async function publish(payload: object): Promise<void> {
    const event = { name: CREATED_EVENT, channel: userChannel(app.userId), data: JSON.stringify(payload) };
    const body = JSON.stringify(event);
    const url = signedTarget('POST', '/events', { app: app.pusher, body });
    expect((await app.inject({ method: 'POST', url, payload: body })).statusCode).toBe(200);
  }
  const announced = () => JSON.parse(app.published.at(-1)?.data ?? '');

  /** The newest row of the inbox, in every place that shows it. */
  async function places() {
    const since = (await app.inbox.position(app.userId)).revision - 1;
    const [listed] = (await post('GET', '/api/inbox')).items;
    const [synced] = (await post('GET', `/api/inbox/sync?since=${since}`)).changed;
    const [fresh] = (await post('GET', '/api/inbox/sync')).changed;
    const { delta } = await post('POST', '/api/inbox/actions', { action: 'read', ids: [listed.id] });
    return { listed, synced, fresh, acted: delta.changed[0], pushed: announced().changed[0] };
  }
  const laravelRow = async () => (await post('GET', '/api/notifications')).notifications[0];
  const shownTo = (fields: object) => {
    const { data, ...others } = without(fields, NOT_LARAVEL);
    return { ...(data as object), ...others };
  };

  async function expectEverywhere(fields: object): Promise<void> {
    for (const [place, row] of Object.entries(await places())) expect(row, place).toMatchObject(fields);
  }

  test('of a send, into an empty inbox and into one that it folds into', async () => {
    for (const before of [false, true]) {
      if (before) await post('POST', '/api/notifications', { title: 'Before', dedupe_key: SENT.dedupe_key });
      expect((await post('POST', '/api/notifications', SENT)).notification).toMatchObject(SENT);
      const event = announced();
      expect(before ? event.changed[0] : event).toMatchObject(SENT);
      expect((await laravelRow()).data).toEqual(shownTo(SENT));
      await expectEverywhere(SENT);
    }
  });

  test('of what a source brings', async () => {
    expect((await ingest({ external_id: '1', content: INGESTED })).delta.changed).toMatchObject([INGESTED]);
    expect((await laravelRow()).data).toEqual(shownTo(INGESTED));
    await expectEverywhere(INGESTED);
  });

  test('of what a source changes, and be it that one alone', async () => {
    for (const [name, value] of Object.entries(INGESTED)) {
      await ingest({ external_id: name, revision: 1, content: makeIngest() });
      const changed = { external_id: name, revision: 2, content: makeIngest({ [name]: value }) };
      const { outcomes, delta } = await ingest(changed);
      expect([outcomes, delta.changed], name).toMatchObject([['updated'], [{ [name]: value }]]);
    }
  });

  test.each([
    ['flat', (fields: object) => fields],
    ['wrapped', (data: object) => ({ data })],
  ])('of what a Laravel app publishes, %s', async (_shape, shape) => {
    const { data, ...others } = SAMPLES;
    const fields = { ...data, ...others };
    const payload = { ...shape(fields), id: 'l-1', type: SAMPLES.type };
    await publish(payload);
    expect(await laravelRow()).toMatchObject({ type: SAMPLES.type, data: without(fields, ['type']) });
    await expectEverywhere({ ...without(SAMPLES, [...NOT_READ, 'data']), data: without(fields, ['type']) });
  });

  test('of a notification: none is left at nothing, and all places agree', async () => {
    const at = '2026-11-22T10:02:00.000000Z';
    const verdict = { rule: { id: 'sample', name: 'Sample' }, do: 'muted' };
    const insistent = { insists_until: '2099-11-22T10:02:00.000000Z' };
    const chosen = [{ action: 'sample', at }];
    const states = { saved_at: at, muted_at: at, ended: 'expired', verdict, chosen };
    // A row that is done and in the Bin, and one that came to the top again and sleeps.
    await ingest({ external_id: 'bin', revision: 1, archived_at: at, ...insistent, content: INGESTED });
    await ingest({ external_id: 'snoozed', revision: 1, snoozed_until: at, ...states, content: INGESTED });
    await ingest({ external_id: 'snoozed', revision: 2, snoozed_until: null, surfaced_revision: 2 });
    const until = '2099-11-22T10:02:00.000000Z';
    const acknowledged = { acknowledged_at: at, acknowledged_by: 'Ada' };
    const third = { revision: 3, snoozed_until: until, ...states, ...acknowledged };
    await ingest({ external_id: 'snoozed', ...third, content: INGESTED });
    const missing = new Set(Object.keys(Notification.properties));
    for (const [view, action] of [
      ['done', 'delete'],
      ['snoozed', 'read'],
    ] as const) {
      const [{ id }] = (await post('GET', `/api/inbox?view=${view}`)).items;
      // Its source does not know of it yet.
      const { delta } = await post('POST', '/api/inbox/actions', { action, ids: [id] });
      const [listed] = (await post('GET', `/api/inbox?view=${view === 'done' ? 'bin' : view}`)).items;
      for (const [name, value] of Object.entries(listed)) if (value !== null) missing.delete(name);
      const { changed } = await post('GET', `/api/inbox/sync?since=${delta.revision - 1}`);
      expect([delta.changed, announced().changed, changed]).toEqual([[listed], [listed], [listed]]);
    }
    expect([...missing]).toEqual([]);
  });

  test('of what is purged: nothing of it stays', async () => {
    await post('POST', '/api/notifications', SENT);
    await publish({ ...SAMPLES, id: '1', extra: 'sample' });
    const ids = (await post('GET', '/api/inbox')).items.map(({ id }: Notification) => id);
    await post('POST', '/api/inbox/actions', { action: 'delete', ids });
    await post('POST', '/api/inbox/actions', { action: 'purge', ids });
    await ingest({ external_id: '1', content: INGESTED });
    await ingest({ external_id: '1', revision: 1, deleted: true });
    const rows = app.storage.db.all('SELECT * FROM notifications');
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toMatch(/sample/i);
  });
});
