import fs from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeEndpoint } from '../../../server/accounts/endpoint-file.ts';
import { DRIVER } from '../../support/drivers.ts';
import { buildTestApp, type TestApp } from '../../support/server.ts';

describe('endpoint.json', () => {
  let app: TestApp;
  let file: string;
  beforeEach(async () => {
    app = await buildTestApp(DRIVER);
    file = path.join(app.dataDir, 'endpoint.json');
  });
  afterEach(() => app.close());

  const write = (overrides: Partial<Parameters<typeof writeEndpoint>[0]> = {}) =>
    writeEndpoint({
      accounts: app.accounts,
      dataDir: app.dataDir,
      url: 'http://127.0.0.1:1',
      userId: app.userId,
      abilities: ['send'],
      ...overrides,
    });
  const who = (token: string) => app.accounts.authenticate(`Bearer ${token}`);

  test('has the address and a token that may send, and nothing else', async () => {
    const endpoint = await write();
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual(endpoint);
    expect(await who(endpoint.token)).toMatchObject({ userId: app.userId, abilities: new Set(['send']) });
  });

  test.skipIf(process.platform === 'win32')('is for its owner only, whatever was there before', async () => {
    fs.writeFileSync(file, '{}', { mode: 0o644 });
    await write();
    expect((fs.statSync(file).mode & 0o777).toString(8)).toBe('600');
  });

  test('keeps its token over starts, with the newest address', async () => {
    const first = await write();
    const second = await write({ url: 'http://127.0.0.1:2' });
    expect(second).toEqual({ url: 'http://127.0.0.1:2', token: first.token });
  });

  test.each([
    ['damaged', '{"url":'],
    ['of another shape', '{"token":1}'],
    ["with a stranger's token", '{"url":"http://127.0.0.1:1","token":"1|abc"}'],
  ])('a file %s gets a new token, and the old one ends', async (what, text) => {
    const old = await write();
    fs.writeFileSync(file, text);
    const next = await write();
    expect(next.token).not.toBe(old.token);
    expect(await who(old.token)).toBeNull();
    expect((await who(next.token))?.abilities).toEqual(new Set(['send']));
    const copies = fs.readdirSync(app.dataDir).filter((name) => name.startsWith('endpoint.json.damaged-'));
    const kept = copies.map((name) => fs.readFileSync(path.join(app.dataDir, name), 'utf8'));
    expect(kept).toEqual(what.startsWith('with') ? [] : [text]);
  });

  test('a token with other abilities is replaced by one with exactly those', async () => {
    const standalone = await write({ abilities: ['send', 'inbox'] });
    const embedded = await write({ abilities: ['send'] });
    expect(await who(standalone.token)).toBeNull();
    expect((await who(embedded.token))?.abilities).toEqual(new Set(['send']));
  });

  test('leaves no draft behind, and says so when it cannot be written', async () => {
    await write();
    expect(fs.readdirSync(app.dataDir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    fs.rmSync(file);
    fs.mkdirSync(file);
    await expect(write()).rejects.toMatchObject({ code: 'storage_failed' });
    expect(fs.readdirSync(app.dataDir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
