import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OutboxPage, OutboxReported } from '#server/outbox';
import {
  INGEST_BODY_LIMIT,
  IngestAnswer,
  ReplyAnswer,
  SourceRemoved,
  SourceState,
  SourceStates,
  SourceUnread,
} from '#server/source';
import { DRIVERS } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';
import { makeIngest, newItem } from './harness.ts';

const REPLY = { via: 'http', url: 'https://example.com/answer' } as const;

describe.each(DRIVERS)('the surface of sources on %s', (driver) => {
  let app: TestApp;
  let token: string;
  beforeEach(async () => {
    app = await buildTestApp(driver);
    token = app.accounts.issueSession(app.userId, ['inbox', 'send', 'ingest']);
  });
  afterEach(() => app.close());

  const call = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, body?: unknown, as = token) =>
    app.call(method, url, { token: as, ...(body === undefined ? {} : { body }) });
  const register = () =>
    call('PUT', '/api/sources/s-1', { kind: 'belfry', actions: ['read', 'unread', 'reply'] });

  test('a source from its registration to its removal', async () => {
    const registered = await register();
    expect(registered.status).toBe(200);
    expect(Value.Check(SourceState, registered.body)).toBe(true);
    expect(registered.body).toEqual({
      id: 's-1',
      kind: 'belfry',
      cursor: null,
      unread: 0,
      pending: 0,
      pending_reads: 0,
    });

    const cursor = { revision: 7, page: null, mark: 'x' };
    const items = [
      newItem('a', { listed: true, content: makeIngest({ title: 'a', reply: REPLY }) }),
      newItem('b', { listed: true }),
    ];
    const ingested = await call('POST', '/api/inbox/ingest', { source: 's-1', items, cursor });
    expect(ingested.status).toBe(200);
    expect(Value.Check(IngestAnswer, ingested.body)).toBe(true);
    expect(ingested.body).toMatchObject({ outcomes: ['created', 'created'], delta: { revision: 1 } });

    const unread = await call('GET', '/api/sources/s-1/unread');
    expect(Value.Check(SourceUnread, unread.body)).toBe(true);
    expect(unread.body.items.map((one: { external_id: string }) => one.external_id)).toEqual(['a', 'b']);

    const id = ingested.body.delta.changed[0].id;
    const replied = await call('POST', `/api/inbox/${id}/reply`, { text: 'Yes' });
    expect(replied.status).toBe(200);
    expect(Value.Check(ReplyAnswer, replied.body)).toBe(true);

    const states = await call('GET', '/api/sources');
    expect(Value.Check(SourceStates, states.body)).toBe(true);
    expect(states.body.sources).toEqual([
      { id: 's-1', kind: 'belfry', cursor, unread: 1, pending: 2, pending_reads: 1 },
    ]);

    const page = await call('GET', '/api/outbox?source=s-1&limit=1');
    expect(Value.Check(OutboxPage, page.body)).toBe(true);
    expect(page.body.entries).toMatchObject([
      { action: 'read', external_id: 'a', attempts: 0, source: 's-1' },
    ]);
    expect(page.body.next_at).not.toBeNull();
    const results = [{ id: page.body.entries[0].id, outcome: 'done' }];
    const reported = await call('POST', '/api/outbox/results', { results });
    expect(reported.status).toBe(200);
    expect(Value.Check(OutboxReported, reported.body)).toBe(true);

    const removed = await call('DELETE', '/api/sources/s-1');
    expect(removed.status).toBe(200);
    expect(Value.Check(SourceRemoved, removed.body)).toBe(true);
    expect(removed.body.delta.counts).toEqual({ unread: 0, by_source: {} });
    expect((await call('GET', '/api/sources')).body).toEqual({ sources: [] });
    expect((await call('DELETE', '/api/sources/s-1')).status).toBe(200);
  });

  test.each([
    ['GET', '/api/sources', undefined],
    ['PUT', '/api/sources/s-1', { kind: 'belfry', actions: [] }],
    ['GET', '/api/sources/s-1/unread', undefined],
    ['DELETE', '/api/sources/s-1', undefined],
    ['POST', '/api/inbox/ingest', { source: 's-1', items: [] }],
    ['GET', '/api/outbox?source=s-1', undefined],
    ['POST', '/api/outbox/results', { results: [{ id: 'x', outcome: 'done' }] }],
  ] as const)('%s %s is for the embedding process alone', async (method, url, body) => {
    // Not even a stored token that claims it.
    const lasting = await app.token(app.userId, 'inbox', 'send', 'admin', 'ingest');
    const refused = await call(method, url, body, lasting);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'missing_ability']);
    expect((await app.call(method, url, body === undefined ? {} : { body })).status).toBe(401);
  });

  test.each([
    ['an unknown source', { source: 's-9', items: [] }, 'not_found'],
    ['an id of another form', { source: 'local', items: [] }, 'invalid_request'],
    ['no time', { source: 's-1', items: [newItem('a', { created_at: 'yesterday' })] }, 'invalid_request'],
    ['no time of reading', { source: 's-1', items: [newItem('a', { read_at: '' })] }, 'invalid_request'],
    ['an unknown field', { source: 's-1', items: [], more: 1 }, 'not_supported'],
  ])('%s is refused, and nothing of it kept', async (_, body, code) => {
    await register();
    const items = [newItem('first'), ...body.items];
    const { body: answer } = await call('POST', '/api/inbox/ingest', { ...body, items });
    expect(answer.error.code).toBe(code);
    expect((await app.inbox.position(app.userId)).revision).toBe(0);
  });

  test('a batch may be long, within its limit', async () => {
    await register();
    const message = 'x'.repeat(30_000);
    const items = Array.from({ length: 100 }, (_, index) =>
      newItem(`i${index}`, { content: makeIngest({ message }) }),
    );
    expect((await call('POST', '/api/inbox/ingest', { source: 's-1', items })).status).toBe(200);
    const tooLong = await call('POST', '/api/inbox/ingest', ' '.repeat(INGEST_BODY_LIMIT + 1));
    expect([tooLong.status, tooLong.body.error.code]).toEqual([413, 'payload_too_large']);
  });
});
