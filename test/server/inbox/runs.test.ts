/** What a sender offers, pressed: a choice reaches its sender, a request waits for the process that sends it, and neither runs twice. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OutboxEntry } from '#server/outbox';
import type { GivenAction } from '#server/rules/content/actions';
import { refusal } from '#server/rules/refusals';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';
import { newItem, openBench } from '../sources/harness.ts';

const APPROVE: GivenAction = { label: 'Approve', kind: 'event', event: 'deploy.approved' };
const RESTART: GivenAction = { label: 'Restart', kind: 'http', url: 'https://ci.example.com/restart' };
const COPY: GivenAction = { label: 'Copy', kind: 'copy', text: '482913' };

describe.each(DRIVERS)('an action of a sender on %s', (driver) => {
  let app: TestApp;
  let tokens: Record<'reader' | 'sender', string>;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    tokens = {
      reader: await app.token(app.userId, 'inbox', 'ingest'),
      sender: await app.token(app.userId, 'send'),
    };
  });
  afterEach(() => app.close());

  async function send(body: object = {}): Promise<string> {
    const fields = { title: 'Deploy 7', actions: [APPROVE, RESTART, COPY], ...body };
    const answer = await app.call('POST', '/api/notifications', { token: tokens.sender, body: fields });
    return answer.body.notification.id;
  }
  const run = (id: string, action: string) =>
    app.call('POST', `/api/inbox/${id}/run`, { token: tokens.reader, body: { action } });
  const row = async (id: string) => {
    const { items } = await app.inbox.list(app.userId, {});
    return items.find((item) => item.id === id);
  };
  const receipts = async (id: string) =>
    (await app.call('GET', `/api/notifications/${id}/receipts`, { token: tokens.sender })).body;
  const outbox = async (): Promise<readonly OutboxEntry[]> =>
    (await app.sources.outbox(app.userId, { source: 'requests' })).entries;

  test('a choice is on the row, marks it as read, and its sender reads which it was and when', async () => {
    const id = await send();
    const answer = await run(id, 'Approve');
    expect(answer).toMatchObject({ status: 200, body: { already: false, run: { state: 'done' } } });
    const { at } = answer.body.run;
    expect(await row(id)).toMatchObject({
      runs: [{ action: 'Approve', state: 'done', at }],
      read_at: expect.any(String),
    });
    expect((await receipts(id)).choices).toEqual([{ action: 'Approve', event: 'deploy.approved', at }]);
    expect((await app.inbox.position(app.userId)).counts.unread).toBe(0);
    expect(app.receiptEvents.filter(({ name }) => name === 'notification_chosen')).toEqual([
      {
        ...{ name: 'notification_chosen', notification_id: id, user_id: app.userId, at },
        ...{ action: 'Approve', event: 'deploy.approved' },
      },
    ]);
  });

  test('a second press changes nothing, tells nobody, and says so', async () => {
    const id = await send();
    const first = await run(id, 'Approve');
    app.advance(1_000);
    const { revision } = await app.inbox.position(app.userId);
    const second = await run(id, 'Approve');
    expect(second.body).toMatchObject({ already: true, run: first.body.run, delta: { changed: [] } });
    expect((await app.inbox.position(app.userId)).revision).toBe(revision);
    expect((await receipts(id)).choices).toHaveLength(1);
    expect(app.receiptEvents.filter(({ name }) => name === 'notification_chosen')).toHaveLength(1);
  });

  test('a newer send in the same row can be answered anew, and its sender keeps both answers', async () => {
    const id = await send({ dedupe_key: 'deploy' });
    await run(id, 'Approve');
    await app.inbox.apply({ userId: app.userId, request: { action: 'unread', ids: [id] } });
    app.advance(1_000);
    expect(await send({ dedupe_key: 'deploy', title: 'Deploy 8' })).toBe(id);
    expect((await row(id))?.runs).toBeUndefined();
    expect((await run(id, 'Approve')).body).toMatchObject({ already: false });
    expect((await receipts(id)).choices).toHaveLength(2);
  });

  test('what its reader does in person, and what is not there, is refused', async () => {
    const id = await send();
    expect(await run(id, 'Copy')).toMatchObject({ status: 422, body: { error: { code: 'not_supported' } } });
    expect(await run(id, 'Reject')).toMatchObject({ status: 404 });
    expect(await run('nothing', 'Approve')).toMatchObject({ status: 404 });
    await app.inbox.apply({ userId: app.userId, request: { action: 'delete', ids: [id] } });
    expect(await run(id, 'Approve')).toMatchObject({ status: 404 });
  });

  test("nobody presses another person's buttons", async () => {
    const id = await send();
    const other = await app.token(await app.addUser('other'), 'inbox');
    const answer = await app.call('POST', `/api/inbox/${id}/run`, {
      token: other,
      body: { action: 'Approve' },
    });
    expect(answer.status).toBe(404);
    expect((await row(id))?.runs).toBeUndefined();
  });

  test('a request is on disk before it is shown as running, and pressed twice it is one', async () => {
    const id = await send();
    expect((await run(id, 'Restart')).body).toMatchObject({ already: false, run: { state: 'running' } });
    expect((await run(id, 'Restart')).body).toMatchObject({ already: true, run: { state: 'running' } });
    const [entry, ...others] = await outbox();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      action: 'request',
      notification_id: id,
      pressed: {
        key: expect.any(String),
        from: 'local',
        action: { ...RESTART, id: 'Restart', method: 'POST' },
      },
    });
    expect(await row(id)).toMatchObject({ read_at: null, upstream: null, runs: [{ state: 'running' }] });

    await app.sources.report(app.userId, { results: [{ id: entry?.id ?? '', outcome: 'done' }] });
    expect(await row(id)).toMatchObject({ runs: [{ action: 'Restart', state: 'done' }] });
    expect((await run(id, 'Restart')).body).toMatchObject({ already: true, run: { state: 'done' } });
    expect(await outbox()).toEqual([]);
  });

  test.each([
    ['nobody answered: it may have arrived, so the key stays', refusal('unanswered', {}), true],
    ['the server refused it: that is another request', refusal('answered', { status: 409 }, 'Busy'), false],
  ])('one that failed says why, and can be pressed again: %s', async (_, reason, isSame) => {
    const id = await send();
    await run(id, 'Restart');
    const [first] = await outbox();
    await app.sources.report(app.userId, { results: [{ id: first?.id ?? '', outcome: 'refused', reason }] });
    expect(await row(id)).toMatchObject({ upstream: null, runs: [{ state: 'failed', reason }] });
    expect((await run(id, 'Restart')).body).toMatchObject({ already: false, run: { state: 'running' } });
    const [second] = await outbox();
    expect(second?.pressed?.key === first?.pressed?.key).toBe(isSame);
  });

  test('the result of a request that a newer send has overtaken is not that of the newer one', async () => {
    const id = await send({ dedupe_key: 'deploy' });
    await run(id, 'Restart');
    const [first] = await outbox();
    await send({ dedupe_key: 'deploy', title: 'Deploy 8' });
    await app.sources.report(app.userId, { results: [{ id: first?.id ?? '', outcome: 'done' }] });
    expect((await row(id))?.runs).toBeUndefined();
    await run(id, 'Restart');
    expect((await row(id))?.runs).toMatchObject([{ state: 'running' }]);
  });
});

describe.each(DRIVERS)('an action on a row of a source on %s', (driver) => {
  const open = async (options: Parameters<typeof openBench>[1] = {}) => {
    const bench = await openBench(driver, options);
    const content = (title: string) => ({
      ...newItem('1').content,
      title,
      actions: [{ ...APPROVE, id: 'Approve' } as const],
    });
    const ingest = (revision: number, more: object = {}) =>
      bench.ingest({ external_id: '1', revision, content: content('Deploy') as never, ...more });
    await ingest(1);
    const press = async () =>
      bench.app.inbox.run(bench.userId, (await bench.row('Deploy'))?.id ?? '', 'Approve');
    return { ...bench, ingest, press };
  };

  test('a choice goes to a team server, and is done once that has it', async () => {
    const bench = await open({ actions: ['read', 'unread', 'choose'] });
    expect(await bench.press()).toMatchObject({ already: false, run: { state: 'running' } });
    expect(await bench.row('Deploy')).toMatchObject({
      runs: [{ action: 'Approve', state: 'running' }],
      read_at: expect.any(String),
    });
    expect(await bench.outbox()).toMatchObject([
      { action: 'read' },
      { action: 'choose', external_id: '1', pressed: { action: { id: 'Approve' } } },
    ]);
    await bench.reportAll({ outcome: 'done' });
    expect(await bench.row('Deploy')).toMatchObject({ runs: [{ state: 'done' }], upstream: null });
    await bench.close();
  });

  test('what a team server refuses has failed here, and can be pressed again', async () => {
    const bench = await open({ actions: ['choose'] });
    await bench.press();
    await bench.reportAll({ outcome: 'refused', reason: refusal('gone', {}) });
    expect(await bench.row('Deploy')).toMatchObject({
      runs: [{ state: 'failed', reason: { code: 'gone' } }],
      upstream: null,
    });
    expect(await bench.press()).toMatchObject({ already: false });
    await bench.close();
  });

  test('what another device has chosen stands here, and a newer send is not chosen yet', async () => {
    const bench = await open({ actions: ['choose'] });
    const at = '2026-11-30T12:00:00.000000Z';
    await bench.ingest(2, { chosen: [{ action: 'Approve', at }] });
    expect((await bench.row('Deploy'))?.runs).toEqual([{ action: 'Approve', state: 'done', at }]);
    expect(await bench.press()).toMatchObject({ already: true });
    // Nothing is said by an older server.
    await bench.ingest(3);
    expect((await bench.row('Deploy'))?.runs).toHaveLength(1);
    await bench.ingest(4, { chosen: [] });
    expect((await bench.row('Deploy'))?.runs).toBeUndefined();
    await bench.close();
  });

  test('a choice that waits here outlasts what its team server says meanwhile', async () => {
    const bench = await open({ actions: ['choose'] });
    await bench.press();
    await bench.ingest(2, { chosen: [] });
    expect(await bench.row('Deploy')).toMatchObject({ runs: [{ state: 'running' }] });
    await bench.reportAll({ outcome: 'done' });
    expect(await bench.row('Deploy')).toMatchObject({ runs: [{ state: 'done' }] });
    await bench.close();
  });

  test.each([
    ['a Laravel app', { kind: 'laravel', actions: ['read', 'delete', 'reply'] }],
    ['an older team server', { kind: 'belfry', actions: ['read', 'done'] }],
  ] as const)('%s is told of no choice: it is refused, and changes nothing', async (_, options) => {
    const bench = await open(options);
    const before = await bench.row('Deploy');
    await expect(bench.press()).rejects.toMatchObject({ code: 'not_supported' });
    expect(await bench.row('Deploy')).toEqual(before);
    expect(await bench.outbox()).toEqual([]);
    await bench.close();
  });
});
