/** Items as large as their source likes: a row has a bound, and so has every answer that lists rows. */
import fs from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { PAGE_BYTES } from '#server/inbox';
import { DATA_LIMIT, type Notification } from '#server/notification';
import { userChannel } from '#server/rules/channels';
import { INGEST_BODY_LIMIT } from '#server/source';
import { DRIVERS } from '../../support/drivers.ts';
import { newDataDir } from '../../support/server.ts';
import { signedTarget } from '../routes/pusher/harness.ts';
import { makeIngest, newItem, openBench, SOURCE } from './harness.ts';

const HUGE = 7 * 1024 * 1024;
const HUGE_TEXT = 'x'.repeat(HUGE);
/** 420 MB go through it. */
const SLOW = { timeout: 60_000 };
/** Room for what surrounds a page's rows. */
const MOST = 1.1 * PAGE_BYTES;

describe.each(DRIVERS)('large items on %s', (driver) => {
  let bench: Awaited<ReturnType<typeof openBench>>;
  let token: string;
  const dataDir = newDataDir();
  beforeEach(async () => {
    bench = await openBench(driver, { dataDir });
    token = await bench.app.token(bench.userId, 'inbox', 'send');
  });
  afterEach(async () => {
    await bench.close();
    fs.rmSync(dataDir, { recursive: true, force: true });
    fs.mkdirSync(dataDir);
  });

  async function get(url: string) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await bench.app.inject({ method: 'GET', url, headers });
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.length).toBeLessThan(MOST);
    return answer.json();
  }
  /** Bytes of data on the disk. */
  const stored = (which: 'min' | 'max') =>
    bench.app.storage.db.all<{ n: number }>(
      `SELECT ${which}(octet_length(data)) AS n FROM notifications WHERE source = ?1`,
      [SOURCE],
    )[0] ?? { n: Number.NaN };
  /** All pages of the list. */
  async function listed(query = ''): Promise<Notification[]> {
    const rows: Notification[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page = await get(`/api/inbox?limit=200${query}${next === '' ? '' : `&cursor=${next}`}`);
      expect(page.items).not.toEqual([]);
      rows.push(...page.items);
      next = page.next;
    }
    return rows;
  }
  async function synced(): Promise<Notification[]> {
    const rows: Notification[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page = await get(`/api/inbox/sync?since=0${after === '' ? '' : `&after=${after}`}`);
      expect(page.changed).not.toEqual([]);
      rows.push(...page.changed);
      after = page.next;
    }
    return rows;
  }

  test(
    'sixty of seven megabytes: their words are kept, the rest is left out, and the row says so',
    SLOW,
    async () => {
      const content = (title: string) =>
        makeIngest({ title, message: 'w'.repeat(32_000), data: { text: HUGE_TEXT } });
      for (let at = 0; at < 60; at += 2) {
        const items = [at, at + 1].map((one) => newItem(`${one}`, { content: content(`item ${one}`) }));
        expect((await bench.ingest(...items)).outcomes).toEqual(['created', 'created']);
      }
      expect(stored('max').n).toBe('{}'.length);
      const rows = await listed();
      expect(rows).toHaveLength(60);
      for (const row of rows) expect(row).toMatchObject({ data: {}, trimmed: true });
      expect(new Set(rows.map(({ message }) => message.length))).toEqual(new Set([32_000]));
      expect(await synced()).toHaveLength(60);
      await get('/api/notifications?per_page=100');
    },
  );

  test('data within the bound is stored whole, to the byte', async () => {
    const whole = { text: 'x'.repeat(DATA_LIMIT - '{"text":""}'.length) };
    expect(JSON.stringify(whole)).toHaveLength(DATA_LIMIT);
    await bench.ingest(newItem('whole', { content: makeIngest({ title: 'whole', data: whole }) }));
    expect((await bench.row('whole'))?.data).toEqual(whole);
    expect(await bench.row('whole')).not.toHaveProperty('trimmed');
    // Bytes are counted, not characters.
    const more = { text: `${'é'.repeat((DATA_LIMIT - 12) / 2)}!!` };
    await bench.ingest(newItem('more', { content: makeIngest({ title: 'more', data: more }) }));
    expect(await bench.row('more')).toMatchObject({ data: {}, trimmed: true });
    const small = newItem('more', { revision: 9, content: makeIngest({ title: 'more', data: { a: 1 } }) });
    await bench.ingest(small);
    expect((await bench.row('more'))?.data).toEqual({ a: 1 });
    expect(await bench.row('more')).not.toHaveProperty('trimmed');
  });

  test('an item that was trimmed on its way says so', async () => {
    await bench.ingest(newItem('a', { content: makeIngest({ title: 'a', trimmed: true }) }));
    expect(await bench.row('a')).toMatchObject({ trimmed: true });
  });

  test('as many large ones as there may be are paged through to the end, in every view', async () => {
    const count = 150;
    const data = { text: 'x'.repeat(DATA_LIMIT - 100) };
    const items = Array.from({ length: count }, (_, at) =>
      newItem(`${at}`, {
        created_at: new Date(1_000 * at).toISOString(),
        content: makeIngest({ title: `word ${at}`, data }),
      }),
    );
    for (let at = 0; at < count; at += 30) await bench.ingest(...items.slice(at, at + 30));
    const titles = Array.from({ length: count }, (_, at) => `word ${count - 1 - at}`);
    expect((await listed()).map(({ title }) => title)).toEqual(titles);
    expect((await listed('&q=word')).map(({ title }) => title)).toEqual(titles);
    expect((await listed(`&source=${SOURCE}`)).map(({ title }) => title)).toEqual(titles);
    expect((await synced()).map(({ title }) => title).toReversed()).toEqual(titles);
    expect(await get('/api/inbox/sync')).toMatchObject({ reset: true, next: null });
  });

  test('rows that are large by what their sender offers end a page, too', async () => {
    const names = Array.from({ length: 10 }, (_, n) => `X-${n}`);
    const headers = Object.fromEntries(names.map((name) => [name, 'a'.repeat(1_000)]));
    const actions = ['A', 'B', 'C'].map((id) => ({
      ...{ id, label: id, kind: 'http' as const, url: 'https://x.example/', method: 'POST' as const },
      ...{ headers, body: 'b'.repeat(4_000) },
    }));
    const items = Array.from({ length: 200 }, (_, at) =>
      newItem(`${at}`, { content: makeIngest({ title: `${at}`, actions }) }),
    );
    await bench.ingest(...items);
    const rows = await listed();
    expect(rows).toHaveLength(200);
    for (const row of rows) expect(row.actions).toEqual(actions);
    expect(await synced()).toHaveLength(200);
  });

  test('a change of rows that are more than a page names none of them', async () => {
    const items = Array.from({ length: 50 }, (_, at) =>
      newItem(`${at}`, {
        content: makeIngest({
          message: '世'.repeat(32_000),
          data: { text: 'x'.repeat(DATA_LIMIT - 100) },
        }),
      }),
    );
    expect((await bench.ingest(...items)).delta).toMatchObject({ revision: 1, changed: null });
  });

  test('the outbox is paged too', async () => {
    const reply = { via: 'http', url: 'https://x.example/' } as const;
    const ids = Array.from({ length: 150 }, (_, at) => `${at}`);
    await bench.ingest(...ids.map((id) => newItem(id, { content: makeIngest({ title: id, reply }) })));
    const answer = '世'.repeat(10_000);
    await Promise.all(
      (await bench.rows()).map(({ id }) => bench.app.inbox.reply(bench.userId, id, answer, null)),
    );
    const first = await bench.app.sources.outbox(bench.userId, { source: SOURCE, limit: 500 });
    expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(MOST);
    expect(first.entries.length).toBeGreaterThan(100);
    expect(Date.parse(first.next_at ?? '')).toBeLessThanOrEqual(Date.now());
    const told: string[] = [];
    for (let page = first; (await page).entries.length > 0; ) {
      told.push(...(await page).entries.filter(({ action }) => action === 'reply').map(({ id }) => id));
      await bench.report(...(await page).entries.map(({ id }) => ({ id, outcome: 'done' as const })));
      page = await bench.app.sources.outbox(bench.userId, { source: SOURCE, limit: 500 });
    }
    expect(new Set(told).size).toBe(ids.length);
  });

  test('a database with such rows from an older version opens, and lists them without what is too large', async () => {
    const ids = Array.from({ length: 6 }, (_, at) => `${at}`);
    await bench.ingest(...ids.map((id) => newItem(id)));
    await bench.app.senders.send(
      { tokenId: 1, userId: bench.userId, device: null, abilities: new Set(['send']) },
      { title: 'sent here', data: { text: 'x'.repeat(60_000) } },
      null,
    );
    bench.app.storage.db.run(
      `UPDATE notifications SET data = '{"text":"' || hex(zeroblob(${HUGE / 2})) || '"}' WHERE source = ?1`,
      [SOURCE],
    );
    await bench.close();
    bench = await openBench(driver, { dataDir });
    token = await bench.app.token(bench.userId, 'inbox');

    const rows = await listed();
    expect(rows).toHaveLength(7);
    for (const row of rows) {
      if (row.source === SOURCE) expect(row).toMatchObject({ data: {}, trimmed: true });
      else expect(row.data).toEqual({ text: 'x'.repeat(60_000) });
    }
    expect(await synced()).toHaveLength(7);
    await get('/api/notifications');
    const delta = await bench.command({
      action: 'read',
      view: 'inbox',
      up_to_revision: await bench.revision(),
    });
    expect(delta.changed).toHaveLength(7);
    expect(Buffer.byteLength(JSON.stringify(delta))).toBeLessThan(MOST);
    // It is still on the disk, as it came.
    expect(stored('min').n).toBeGreaterThan(HUGE);
  });

  test('what a Laravel app publishes for its own list is stored whole or refused whole', async () => {
    const publish = (text: string) => {
      const data = JSON.stringify({ id: text.length, title: 't', text });
      const event = { name: CREATED_EVENT, channel: userChannel(bench.userId), data };
      const body = JSON.stringify(event);
      const url = signedTarget('POST', '/events', { app: bench.app.pusher, body });
      const headers = { 'content-type': 'application/json' };
      return bench.app.inject({ method: 'POST', url, headers, payload: body });
    };
    const longest = 10 * 1024 - JSON.stringify({ id: 10_000, title: 't', text: '' }).length;
    expect((await publish('x'.repeat(longest))).statusCode).toBe(200);
    const refused = await publish('x'.repeat(longest + 1));
    expect(refused.statusCode).toBe(413);
    expect(refused.json().error.code).toBe('payload_too_large');
    const { notifications } = await get('/api/notifications');
    expect(notifications.map(({ data }: { data: { text: string } }) => data.text.length)).toEqual([longest]);
  });
});

test('the bound of one notification’s data is far below the bound of an ingest request', () => {
  expect(DATA_LIMIT * 10).toBeLessThan(INGEST_BODY_LIMIT);
});
