/** Rows that Belfry itself makes: what is stored is a type and data, and every view words them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { ownRow } from '#server/own-rows';
import { userChannel } from '#server/rules/channels';
import { FIELDS, GAP_TYPE } from '#server/rules/content';
import { LOSSES, type OwnRow, ownWords, type RowWords, shownWords } from '#server/rules/own-rows';
import { createNotificationStore } from '../../server/dialects/laravel/store-notification.ts';
import { rescueNotice } from '../../server/rescue.ts';
import { DRIVERS } from '../support/drivers.ts';
import { buildTestApp } from '../support/server.ts';
import { makeIngest } from './sources/harness.ts';

/** No language: a sentence is its name, and what it is filled with. */
const PSEUDO: RowWords = {
  say: (phrase, params) => `⟦${phrase} ${JSON.stringify(params)}⟧`,
  span: ({ from, until }) => `${from}–${until}`,
  untitled: '⟦untitled⟧',
};

const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
const span = fc.tuple(time, time).map(([a, b]) => ({
  from: new Date(Math.min(+a, +b)).toISOString(),
  until: new Date(Math.max(+a, +b)).toISOString(),
}));
const name = fc.stringMatching(/^[a-z][a-z.-]{0,20}$/);
const count = fc.nat();

/** Each kind, whatever it brings. */
const rows: Readonly<Record<string, fc.Arbitrary<OwnRow>>> = {
  'a break of all channels': span.map((data) => ({
    type: GAP_TYPE,
    data: { ...data, reason: 'disconnected' },
  })),
  'a break of some channels': fc
    .tuple(span, fc.array(name, { minLength: 1 }))
    .map(([data, channels]) => ({ type: GAP_TYPE, data: { ...data, reason: 'disconnected', channels } })),
  'what was left out': fc
    .tuple(span, fc.constantFrom(...LOSSES), count, name)
    .map(([data, reason, many, event]) => ({
      type: GAP_TYPE,
      data: { ...data, reason, count: many, event },
    })),
  'a rescue': fc
    .tuple(count, name)
    .map(([saved, folder]) => ({ type: 'belfry.rescue', data: { saved, folder: `/${folder}` } })),
  'the test': fc.constant({ type: 'belfry.test', data: {} }),
};

describe.each(Object.entries(rows))('%s', (_name, row) => {
  test('is worded by each view, from its type and data alone', () => {
    fc.assert(
      fc.property(row, (one) => {
        const stored = ownRow(one);
        const shown = shownWords(stored, PSEUDO);
        for (const text of [shown.title, shown.message]) expect(text).toMatch(/^⟦[^⟦⟧]+⟧$/);
        // What it brings is in the words; nothing of what was stored as words is.
        expect(shownWords({ ...stored, title: '', message: '' }, PSEUDO)).toEqual(shown);
        const { reason: _, from: __, until: ___, ...params } = one.data as Record<string, unknown>;
        const said = `${shown.title}${shown.message}`;
        for (const value of Object.values(params).flat()) expect(said).toContain(String(value));
      }),
    );
  });

  test('has words for clients that know nothing of it, within the bounds of a row', () => {
    fc.assert(
      fc.property(row, (one) => {
        const { title, message } = ownRow(one);
        expect(title).not.toBe('');
        expect(title).not.toBe(one.type);
        expect(title.length).toBeLessThanOrEqual(FIELDS.title.limit);
        expect(`${title}${message}`).not.toMatch(/\{\{|undefined|null/);
      }),
    );
  });
});

test('in English and UTC, one is counted as one', () => {
  const at = { from: '2026-11-30T10:02:00.000Z', until: '2026-11-30T10:14:00.000Z' };
  expect(
    ownRow({ type: GAP_TYPE, data: { ...at, reason: 'too_many', count: 1, event: 'paid' } }),
  ).toMatchObject({
    title: 'Too many events, 2026-11-30 10:02 – 2026-11-30 10:14 UTC',
    message: '1 event was left out, “paid”: too many came for too long.',
  });
});

test.each([
  ['of another version', { type: 'belfry.rescue', data: {} }],
  ['without a time', { type: GAP_TYPE, data: { reason: 'disconnected', from: 'x', until: 'y' } }],
  [
    'with an end before its beginning',
    { type: GAP_TYPE, data: { reason: 'disconnected', from: '2026-01-02', until: '2026-01-01' } },
  ],
  [
    'for a reason that is not known',
    { type: GAP_TYPE, data: { reason: 'moon', from: '2026-01-01', until: '2026-01-02' } },
  ],
  ['of somebody else', { type: 'order.paid', data: { saved: 1, folder: '/x' } }],
])('a row %s shows the words that it has', (_, { type, data }) => {
  expect(ownWords({ type, data }, PSEUDO)).toBeNull();
  const words = { title: 'As stored', message: 'And this' };
  expect(shownWords({ type, data, ...words }, PSEUDO)).toEqual(words);
  expect(shownWords({ type, data, ...words, title: '\u200b' }, PSEUDO).title).toBe('⟦untitled⟧');
});

describe.each(DRIVERS)('on %s', (driver) => {
  test('what is usual for a type of Laravel is worded by each view, and what its sender words is not', async () => {
    const app = await buildTestApp(driver);
    const keep = (payload: object) =>
      createNotificationStore(app)(app.pusher, {
        ...{ channel: userChannel(app.userId), name: CREATED_EVENT },
        data: JSON.stringify({ type: 'comment', author: 'Ann\u0000', ...payload }),
      });
    await keep({ id: '1' });
    await keep({ id: '2', title: 'Own words' });
    await keep({ id: '3', author: null });
    await keep({ id: '4', type: '...' });
    const rows = (await app.inbox.list(app.userId, {})).items;
    expect(rows.map((row) => [row.title, shownWords(row, PSEUDO).title])).toEqual([
      ['Notification', '⟦usual.nameless.title {}⟧'],
      ['Comment', 'Comment'],
      ['Own words', 'Own words'],
      ['Ann commented', '⟦usual.comment.title {"person":"Ann"}⟧'],
    ]);
    await app.close();
  });

  test('a sentence of a later version shows the words that it came with', async () => {
    const app = await buildTestApp(driver);
    await app.sources.register(app.userId, 's-team', { kind: 'belfry', actions: [] });
    const phrases = { title: { phrase: 'usual.moon.title', params: {} } };
    const content = { ...makeIngest({ title: 'The moon is full' }), phrases };
    await app.sources.ingest(app.userId, { source: 's-team', items: [{ external_id: 'a', content }] });
    const [row] = (await app.inbox.list(app.userId, {})).items;
    expect(row?.phrases).toEqual(phrases);
    expect(row && shownWords(row, PSEUDO).title).toBe('The moon is full');
    await app.close();
  });

  test('a rescue is worded after it went through the database and the wire', async () => {
    const app = await buildTestApp(driver);
    await app.storage.work([app.userId], () =>
      app.inbox.arrive(app.userId, rescueNotice({ folder: '/home/x', saved: 3 })),
    );
    const token = await app.token(app.userId, 'inbox');
    const { body } = await app.call('GET', '/api/inbox', { token });
    expect(shownWords(body.items[0], PSEUDO)).toEqual({
      title: '⟦rescue.title {}⟧',
      message: '⟦rescue.message {"count":3,"folder":"/home/x"}⟧',
    });
    await app.close();
  });
});
