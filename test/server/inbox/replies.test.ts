/** Where an answer goes: the process that embeds a server delivers it to its sender; a server alone posts to nobody. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Notification } from '#server/notification';
import { createBackendClient } from '../../../electron/backend/client.ts';
import { startServer } from '../../support/server.ts';

async function setUp(embedded: boolean) {
  const asked: (string | undefined)[] = [];
  const web = createServer((request, response) => {
    asked.push(request.url);
    response.end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const server = await startServer({ embedded, abilities: ['inbox', 'ingest'] });
  onTestFinished(async () => {
    web.close();
    await server.close();
  });
  const { url, tokens } = server;
  const client = createBackendClient({ url, token: tokens.inbox, senderToken: tokens.send });
  const address = `http://127.0.0.1:${(web.address() as AddressInfo).port}/answer`;
  await client.send({ title: 'Lunch?', reply: { via: 'http', url: address } });
  const row = async (): Promise<Notification> => {
    const [item] = (await client.list({})).items;
    if (item === undefined) throw new Error('the inbox is empty');
    return item;
  };
  return { client, row, asked };
}

test('a server alone refuses an answer, leaves the row as it is, and asks no address that a sender names', async () => {
  const { client, row, asked } = await setUp(false);
  const before = await row();
  await expect(client.reply(before.id, 'Yes', 'key')).rejects.toMatchObject({ code: 'not_supported' });
  expect(await row()).toEqual(before);
  expect((await client.outbox({ source: 'local' })).entries).toEqual([]);
  expect(asked).toEqual([]);
});

test('an embedded one keeps it for the process around it', async () => {
  const { client, row } = await setUp(true);
  await client.reply((await row()).id, 'Yes', 'key');
  expect((await row()).upstream).toEqual({ state: 'pending', action: 'reply', reason: null, text: 'Yes' });
  expect((await client.outbox({ source: 'local' })).entries).toMatchObject([{ reply: { text: 'Yes' } }]);
});

test('an answer that is repeated with its key counts once, also after the source has received it', async () => {
  const { client, row } = await setUp(true);
  const { id } = await row();
  await client.reply(id, 'Yes', 'first');
  const kept = await row();
  await client.reply(id, 'Yes', 'first');
  expect(await row()).toEqual(kept);
  const { entries } = await client.outbox({ source: 'local' });
  await client.report(entries.map((entry) => ({ id: entry.id, outcome: 'done' })));
  await client.reply(id, 'Yes', 'first');
  expect((await client.outbox({ source: 'local' })).entries).toEqual([]);

  await expect(client.reply(id, 'No', 'first')).rejects.toMatchObject({ code: 'idempotency_conflict' });
  await client.reply(id, 'Yes', 'second');
  expect((await client.outbox({ source: 'local' })).entries).toMatchObject([{ reply: { text: 'Yes' } }]);
});

test('an answer that was refused is not remembered: its key is free', async () => {
  const { client } = await setUp(true);
  await client.send({ title: 'No question' });
  const [plain, question] = (await client.list({})).items;
  await expect(client.reply(plain?.id ?? '', 'Yes', 'key')).rejects.toMatchObject({ code: 'not_supported' });
  await client.reply(question?.id ?? '', 'Yes', 'key');
  expect((await client.outbox({ source: 'local' })).entries).toHaveLength(1);
});
