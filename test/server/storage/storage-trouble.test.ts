import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Logger, pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import type { StorageTrouble } from '#server/session';
import { type RunningServer, startServer } from '../../../server/start.ts';
import { openSqlite } from '../../../server/storage/sqlite/driver.ts';
import { watchStorage } from '../../../server/storage/sqlite/write-probe.ts';
import { changeOf } from '../../../server/storage/statement-step.ts';
import { NOBODY } from '../../../server/storage/storage.ts';
import { openTestStorage, STORAGE_DRIVERS, sqliteOf, storageOptions } from '../../support/drivers.ts';
import { newDataDir, quiet } from '../../support/server.ts';

const MB = 1024 * 1024;
const PAGE = 4_096;
const MESSAGE = 'x'.repeat(400);
const canMount = (() => {
  const folder = newDataDir();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  if (mounted) execFileSync('umount', [folder]);
  fs.rmdirSync(folder);
  return mounted;
})();

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function newFolder(): string {
  const folder = newDataDir();
  cleanups.push(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A separate disk. */
function newDisk(options: string): string {
  const folder = newFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  // libsql holds its file until its statements are collected.
  cleanups.push(() => execFileSync('umount', ['-l', folder]));
  return folder;
}

type Run = RunningServer & { troubles: (StorageTrouble | null)[] };

describe.each(STORAGE_DRIVERS)('storage trouble on %s', (driver) => {
  async function start(dataDir: string, embedded = true, log: Logger = quiet): Promise<Run> {
    const troubles: Run['troubles'] = [];
    const server = await startServer({
      dataDir,
      host: '127.0.0.1',
      port: 0,
      embedded,
      log,
      ...storageOptions(driver),
      onStorage: (trouble) => troubles.push(trouble),
    });
    cleanups.push(() => server.stop());
    return { ...server, troubles };
  }
  const send = (server: RunningServer, title: string, message = '') =>
    fetch(`${server.url}/api/notifications`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.endpoint.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title, message }),
    });
  async function inbox(server: RunningServer): Promise<{ status: number; titles: string[]; unread: number }> {
    const token = server.issueSession(['inbox']);
    const titles: string[] = [];
    let cursor = '';
    for (;;) {
      const answer = await fetch(`${server.url}/api/inbox?limit=200${cursor}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      if (!answer.ok) return { status: answer.status, titles, unread: 0 };
      const page = (await answer.json()) as {
        items: { title: string }[];
        next: string | null;
        counts: { unread: number };
      };
      titles.push(...page.items.map((item) => item.title));
      if (page.next === null) return { status: 200, titles, unread: page.counts.unread };
      cursor = `&cursor=${page.next}`;
    }
  }
  /** Breaks two pages with rows, in the middle of them. */
  function damage(dataDir: string): void {
    const file = path.join(dataDir, 'belfry.db');
    const bytes = fs.readFileSync(file);
    const starts = Array.from({ length: bytes.length / PAGE }, (_, index) => index * PAGE);
    const rows = starts.filter((at) => bytes.subarray(at, at + PAGE).includes(MESSAGE));
    for (const share of [0.5, 0.6]) {
      const at = rows[Math.floor(rows.length * share)] ?? 0;
      bytes.fill(0xa5, at, at + PAGE);
    }
    fs.writeFileSync(file, bytes);
  }
  async function filled(count: number): Promise<string> {
    const dataDir = newFolder();
    const server = await start(dataDir);
    for (let from = 0; from < count; from += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => send(server, `note ${from + index}`, MESSAGE)),
      );
    }
    await server.stop();
    return dataDir;
  }

  test.skipIf(!canMount)(
    'a full disk: refused and told, what was acknowledged stays, and all goes on when there is room',
    async () => {
      const dataDir = newDisk('size=4m');
      const server = await start(dataDir);
      expect((await send(server, 'before')).status).toBe(201);

      const ballast = path.join(dataDir, 'ballast');
      const { bavail, bsize } = fs.statfsSync(dataDir);
      fs.writeFileSync(ballast, Buffer.alloc(bavail * bsize));
      const refused = await send(server, 'too much', 'x'.repeat(30_000));
      expect(refused.status).toBe(503);
      expect(await refused.json()).toMatchObject({ error: { code: 'storage_failed' } });
      expect(server.troubles).toEqual(['disk_full']);
      expect((await fetch(`${server.url}/ready`)).status).toBe(503);
      expect(await inbox(server)).toMatchObject({ titles: ['before'], unread: 1 });

      fs.rmSync(ballast);
      // Found out without anybody sending.
      await expect.poll(() => server.troubles).toEqual(['disk_full', null]);
      expect((await fetch(`${server.url}/ready`)).status).toBe(200);
      expect((await send(server, 'after')).status).toBe(201);
      expect(await inbox(server)).toMatchObject({ titles: ['after', 'before'], unread: 2 });
    },
  );

  test.skipIf(!canMount)('a full disk is complained of once, however much is refused', async () => {
    const dataDir = newDisk('size=4m');
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const server = await start(dataDir, false, log);
    const { bavail, bsize } = fs.statfsSync(dataDir);
    fs.writeFileSync(path.join(dataDir, 'ballast'), Buffer.alloc(bavail * bsize));
    for (let count = 0; count < 20; count += 1) {
      expect((await send(server, 'too much', 'x'.repeat(31_000))).status).toBe(503);
    }
    expect(lines.filter((line) => line.includes('request failed'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('a transaction failed'))).toHaveLength(1);
    expect(lines.join('').length).toBeLessThan(10_000);
  });

  test.skipIf(!canMount)('a disk with room for crumbs only counts as full until a row fits', async () => {
    const dataDir = newDisk('size=4m');
    const storage = await openTestStorage(dataDir, driver);
    cleanups.push(() => storage.close());
    const ballast = path.join(dataDir, 'ballast');
    const { bavail, bsize } = fs.statfsSync(dataDir);
    fs.writeFileSync(ballast, Buffer.alloc(bavail * bsize - 64 * 1024));
    await storage.work(NOBODY, () => changeOf('test', "UPDATE meta SET value = value WHERE key = 'epoch'"));

    let attempts = 0;
    const work: typeof storage.work = (...args) => {
      attempts += 1;
      return storage.work(...args);
    };
    cleanups.push(watchStorage({ ...storage, work }, 10));
    storage.health.failed('SQLITE_FULL');
    await expect.poll(() => attempts).toBeGreaterThan(3);
    expect(storage.health.trouble()).toBe('disk_full');
    fs.rmSync(ballast);
    await expect.poll(() => storage.health.trouble()).toBeNull();
    expect(storage.db.one("SELECT 1 FROM meta WHERE key = 'probe'")).toBeUndefined();
  });

  test.skipIf(!canMount)('a read-only disk stops the start by name', async () => {
    const dataDir = newDisk(`size=${MB}`);
    execFileSync('mount', ['-o', 'remount,ro', dataDir]);
    await expect(start(dataDir)).rejects.toMatchObject({
      code: 'storage_failed',
      message: expect.stringContaining(`cannot write to ${dataDir}`),
    });
  });

  test('a second server on the folder is turned away, and the first is not disturbed', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await expect(start(dataDir)).rejects.toMatchObject({ code: 'data_in_use' });
    expect((await send(first, 'still here')).status).toBe(201);
    await first.stop();
    const second = await start(dataDir);
    expect(await inbox(second)).toMatchObject({ titles: ['still here'] });
  });

  test('a file that is no longer a database is set aside and reported; nothing is thrown away', async () => {
    const dataDir = await filled(50);
    const file = path.join(dataDir, 'belfry.db');
    fs.writeFileSync(file, 'this is no database. '.repeat(300));
    const server = await start(dataDir);
    const { titles, unread } = await inbox(server);
    expect(titles).toEqual(['Your inbox was damaged and has been rebuilt']);
    expect(unread).toBe(1);
    const aside = fs.readdirSync(dataDir).filter((name) => name.startsWith('damaged-'));
    expect(aside).toHaveLength(1);
    expect(fs.readFileSync(path.join(dataDir, aside[0] ?? '', 'belfry.db'), 'utf8')).toContain('no database');
  });

  test('damage met while running: the next start saves what can be read, tokens too', async () => {
    const dataDir = await filled(300);
    damage(dataDir);
    const server = await start(dataDir);
    expect((await inbox(server)).status).toBe(503);
    expect(server.troubles).toEqual(['damaged']);
    const { token } = server.endpoint;
    await server.stop();

    const next = await start(dataDir);
    expect(next.endpoint.token).toBe(token);
    const { titles, unread } = await inbox(next);
    const notes = titles.filter((title) => title.startsWith('note '));
    expect(titles).toHaveLength(notes.length + 1);
    expect(new Set(notes).size).toBe(notes.length);
    expect(notes.length).toBeGreaterThan(150);
    expect(notes.length).toBeLessThan(300);
    expect(unread).toBe(titles.length);
    expect((await send(next, 'after')).status).toBe(201);
    await next.stop();
    // It is sound now: no further start puts it aside.
    const third = await start(dataDir);
    expect((await inbox(third)).titles).toHaveLength(titles.length + 1);
    expect(third.position.epoch).toBe(next.position.epoch);
  });

  test('a suspicion that does not hold is forgotten', async () => {
    const dataDir = await filled(50);
    fs.writeFileSync(path.join(dataDir, 'belfry.db-suspect'), '');
    const server = await start(dataDir);
    expect((await inbox(server)).titles).toHaveLength(50);
    expect(fs.existsSync(path.join(dataDir, 'belfry.db-suspect'))).toBe(false);
  });

  test('a team server leaves a damaged database to its administrator', async () => {
    const dataDir = newFolder();
    const text = 'this is no database. '.repeat(300);
    fs.writeFileSync(path.join(dataDir, 'belfry.db'), text);
    await expect(start(dataDir, false)).rejects.toMatchObject({ code: 'database_damaged' });
    expect(fs.readFileSync(path.join(dataDir, 'belfry.db'), 'utf8')).toBe(text);
  });

  test('a new database of a damaged one is another one', async () => {
    const dataDir = await filled(50);
    const db = await openSqlite(path.join(dataDir, 'belfry.db'), sqliteOf(driver));
    const epoch = db.one<{ value: string }>("SELECT value FROM meta WHERE key = 'epoch'")?.value;
    db.close();
    fs.truncateSync(path.join(dataDir, 'belfry.db'), 10_000);
    const server = await start(dataDir);
    expect(server.position.epoch).not.toBe(epoch);
  });
});
