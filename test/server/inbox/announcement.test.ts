import { Value } from 'typebox/value';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHANGED_EVENT, CREATED_EVENT, CreatedEvent, EVENT_DATA_LIMIT } from '#server/channel';
import { Delta } from '#server/inbox';
import { DRIVER } from '../../support/drivers.ts';
import { makeContent } from '../../support/make.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

describe('what is announced', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await buildTestApp(DRIVER);
  });
  afterEach(() => app.close());

  const arrive = (overrides = {}) =>
    app.storage.work(
      [app.userId],
      () => app.inbox.arrive(app.userId, makeContent(overrides)),
      app.inbox.announce,
    );
  const last = () => {
    const event = app.published.at(-1);
    if (event === undefined) throw new Error('nothing was announced');
    expect(Buffer.byteLength(event.data)).toBeLessThanOrEqual(EVENT_DATA_LIMIT);
    return { name: event.name, userId: event.userId, data: JSON.parse(event.data) };
  };

  test('a new one: itself, and where it takes the inbox', async () => {
    const { notification } = await arrive({ message: 'm', data: '{"build":7}' });
    const event = last();
    expect(event).toMatchObject({ name: CREATED_EVENT, userId: app.userId });
    expect(event.data).toEqual({
      ...notification,
      epoch: app.storage.epoch,
      counts: { unread: 1, by_source: { local: 1 } },
    });
    expect(Value.Check(CreatedEvent, event.data)).toBe(true);
  });

  test('a folded one: a change', async () => {
    await arrive({ dedupe_key: 'k' });
    await arrive({ dedupe_key: 'k' });
    const event = last();
    expect(event).toMatchObject({
      name: CHANGED_EVENT,
      data: { revision: 2, changed: [{ occurrences: 2 }] },
    });
    expect(Value.Check(Delta, event.data)).toBe(true);
  });

  test('an action: its Delta, the same that is answered', async () => {
    const { notification } = await arrive();
    const { delta } = await app.inbox.apply({
      userId: app.userId,
      request: { action: 'read', ids: [notification.id] },
    });
    expect(last()).toEqual({ name: CHANGED_EVENT, userId: app.userId, data: delta });
  });

  test('an action without effect: nothing', async () => {
    const { notification } = await arrive();
    await app.inbox.apply({ userId: app.userId, request: { action: 'unread', ids: [notification.id] } });
    expect(app.published).toHaveLength(1);
  });

  test('a refused action: nothing', async () => {
    await expect(
      app.inbox.apply({ userId: app.userId, request: { action: 'read', ids: ['nobody'] } }),
    ).rejects.toThrow();
    expect(app.published).toEqual([]);
  });

  test('a body too long for the channel is left out, and said to be', async () => {
    await arrive({ title: 'long', message: 'é'.repeat(4_000), data: '{"a":1}' });
    expect(last()).toMatchObject({
      name: CREATED_EVENT,
      data: { title: 'long', message: '', data: {}, truncated: true, counts: { unread: 1 } },
    });
  });

  test('if even that is too long, only the place is sent', async () => {
    const long = `https://example.com/${'ä'.repeat(1_900)}`;
    await arrive({ url: long, icon: long, title: '€'.repeat(500) });
    expect(last()).toMatchObject({
      name: CHANGED_EVENT,
      data: { revision: 1, changed: null, counts: { unread: 1 } },
    });
  });

  test('a Delta too long for the channel has only the place; the answer has everything', async () => {
    const sent = await Promise.all(Array.from({ length: 40 }, () => arrive()));
    const ids = sent.map(({ notification }) => notification.id);
    const { delta } = await app.inbox.apply({ userId: app.userId, request: { action: 'read', ids } });
    expect(delta.changed).toHaveLength(40);
    expect(last()).toMatchObject({ name: CHANGED_EVENT, data: { revision: 41, changed: null } });
  });

  test('comes in the order of the revisions', async () => {
    await Promise.all(Array.from({ length: 20 }, () => arrive()));
    const revisions = app.published.map(({ data }) => JSON.parse(data).revision);
    expect(revisions).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});
