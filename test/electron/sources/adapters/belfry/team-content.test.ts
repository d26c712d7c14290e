/** Content on its way from a team server to the inbox of a desktop: both are real, between them is what the adapter does. */
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SyncPage } from '#server/inbox';
import type { Notification } from '#server/notification';
import { wholeFields } from '#server/rules/content';
import type { SendRequest } from '#server/send';
import { toItem } from '../../../../../electron/sources/adapters/belfry/team-rows.ts';
import { arbitrarySend } from '../../../../support/arbitrary-send.ts';
import { DRIVERS } from '../../../../support/drivers.ts';
import { notification } from '../../../../support/notification.ts';
import { SAMPLES } from '../../../../support/samples.ts';
import { buildTestApp, type TestApp } from '../../../../support/server.ts';

const page = Compile(SyncPage);
const carried = (body: unknown): SyncPage => {
  expect(page.Errors(body)).toEqual([]);
  return body as SyncPage;
};
const X = 'https://x.example/';

describe.each(DRIVERS)('from a team server to a desktop, on %s', (driver) => {
  let team: TestApp;
  let desk: TestApp;
  beforeEach(async () => {
    team = await buildTestApp(driver);
    desk = await buildTestApp(driver);
    await desk.sources.register(desk.userId, 's-team', { kind: 'belfry', actions: [] });
  });
  afterEach(async () => {
    await team.close();
    await desk.close();
  });

  async function take({ changed }: Pick<SyncPage, 'changed'>): Promise<readonly Notification[]> {
    const token = desk.accounts.issueSession(desk.userId, ['inbox', 'ingest']);
    const body = {
      source: 's-team',
      items: changed.map((change) => toItem(change, { generation: 0, takesChoice: true })),
    };
    const answer = await desk.call('POST', '/api/inbox/ingest', { token, body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return (await desk.call('GET', '/api/inbox', { token })).body.items;
  }

  async function expectUnchanged(send: SendRequest): Promise<void> {
    const token = await team.token(team.userId, 'send', 'inbox');
    const sent = await team.call('POST', '/api/notifications', { token, body: send });
    expect(sent.status, JSON.stringify(sent.body)).toBe(201);
    const since = sent.body.notification.revision - 1;
    const synced = carried((await team.call('GET', `/api/inbox/sync?since=${since}`, { token })).body);
    const [row] = await take(synced);
    const { dedupe_key: _, ...fields } = wholeFields(sent.body.notification);
    expect(wholeFields(row ?? sent.body)).toEqual({ ...fields, dedupe_key: null });
  }

  test('every field stays as it is', async () => {
    const { trimmed: _, phrases: __, occurrences: ___, ...send } = SAMPLES;
    await expectUnchanged(send as SendRequest);
  });

  test('so does any valid content', { timeout: 60_000 }, async () => {
    await fc.assert(fc.asyncProperty(arbitrarySend, expectUnchanged), { numRuns: 60 });
  });

  test('what an older server does not know, and what a later one adds, is read as the default', async () => {
    const { format: _, tags: __, sender: ___, ...others } = wholeFields({ title: 'old' });
    const { actions: _a, attachments: _b, expires_at: _c, emergency: _d, ...old } = others;
    const base = { ...notification(1), ...old };
    for (const name of ['format', 'tags', 'sender', 'actions', 'attachments', 'expires_at', 'emergency'])
      delete (base as Record<string, unknown>)[name];
    const later = {
      ...notification(2),
      ...{ title: 'later', format: 'html', tags: ['a', 'b'.repeat(70)], expires_at: 'never' },
      actions: [
        { id: 'a', label: 'Call', kind: 'call', number: '7' },
        { id: 'b', label: 'Go', kind: 'open', url: X, clear: true },
      ],
      attachments: [
        { name: 'uploaded', id: 7 },
        { name: 'a', url: X, preview: X },
      ],
      emergency: { retry: 5, expire: 60 },
    };
    const body = {
      ...{ epoch: 'e', revision: 2, counts: { unread: 2, by_source: {} } },
      ...{ reset: false, next: null, changed: [base, later] },
    };
    const rows = await take(carried(body));
    const found = (title: string) => wholeFields(rows.find((row) => row.title === title) ?? { title: '' });
    expect(found('old')).toMatchObject({
      format: 'text',
      tags: [],
      sender: null,
      actions: [],
      emergency: null,
    });
    expect(found('later')).toMatchObject({
      ...{ format: 'text', tags: ['a', 'b'.repeat(50)], expires_at: null, emergency: null },
      actions: [{ id: 'b', label: 'Go', kind: 'open', url: X }],
      attachments: [{ name: 'a', url: X }],
    });
  });
});
