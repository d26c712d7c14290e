import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openJournal } from '../../../electron/delivery/journal.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-journal-'));
  file = path.join(folder, 'announced.json');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test('remembers the mark over a restart', async () => {
  const journal = openJournal(file);
  expect(journal.mark()).toBeNull();
  await journal.advance('epoch', 7);
  expect(journal.mark()).toEqual({ epoch: 'epoch', revision: 7 });
  expect(openJournal(file).mark()).toEqual({ epoch: 'epoch', revision: 7 });
});

test('remembers what is ahead of the mark, until the mark has passed it', async () => {
  const journal = openJournal(file);
  await journal.advance('epoch', 7, { a: 9, b: 12 });
  expect(openJournal(file).mark()).toEqual({ epoch: 'epoch', revision: 7, ahead: { a: 9, b: 12 } });
  await journal.advance('epoch', 7, { a: 9, b: 12, c: 13 });
  expect(openJournal(file).mark()?.ahead).toEqual({ a: 9, b: 12, c: 13 });
  await journal.advance('epoch', 13);
  expect(openJournal(file).mark()).toEqual({ epoch: 'epoch', revision: 13 });
});

test('never goes back within an epoch', async () => {
  const journal = openJournal(file);
  await journal.advance('epoch', 7);
  await journal.advance('epoch', 3);
  expect(openJournal(file).mark()).toEqual({ epoch: 'epoch', revision: 7 });
});

test('starts over with another database', async () => {
  const journal = openJournal(file);
  await journal.advance('old', 700);
  await journal.advance('new', 1);
  expect(openJournal(file).mark()).toEqual({ epoch: 'new', revision: 1 });
});

test('concurrent advances end at the highest, and each is on the disk when it resolves', async () => {
  const journal = openJournal(file);
  const revisions = [3, 9, 1, 12, 5];
  await Promise.all(
    revisions.map(async (revision) => {
      await journal.advance('epoch', revision);
      expect(openJournal(file).mark()?.revision).toBeGreaterThanOrEqual(revision);
    }),
  );
  expect(openJournal(file).mark()).toEqual({ epoch: 'epoch', revision: 12 });
});

test.skipIf(process.platform === 'win32')('nobody else may read it', async () => {
  await openJournal(file).advance('epoch', 1);
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
});

describe('an unreadable file is a first run', () => {
  test.each([
    '',
    '{"epoch":"e","revi',
    '[]',
    '{"epoch":"e","revision":-1}',
    '{"epoch":"e","revision":"7"}',
    'null',
  ])('%j', async (content) => {
    fs.writeFileSync(file, content);
    const journal = openJournal(file);
    expect(journal.mark()).toBeNull();
    await journal.advance('epoch', 2);
    expect(openJournal(file).mark()).toEqual({ epoch: 'epoch', revision: 2 });
  });
});

test('a crash while writing leaves the mark before', async () => {
  await openJournal(file).advance('epoch', 7);
  // What such a crash leaves behind.
  fs.writeFileSync(`${file}.part`, '{"epoch":"ep');
  const journal = openJournal(file);
  expect(journal.mark()).toEqual({ epoch: 'epoch', revision: 7 });
  await journal.advance('epoch', 8);
  expect(openJournal(file).mark()).toEqual({ epoch: 'epoch', revision: 8 });
});

test('a failed write is told, holds in memory, and is made good by the next', async () => {
  const journal = openJournal(file);
  fs.mkdirSync(`${file}.part`);
  await expect(journal.advance('epoch', 7)).rejects.toThrow();
  expect(journal.mark()).toEqual({ epoch: 'epoch', revision: 7 });
  expect(fs.existsSync(file)).toBe(false);
  fs.rmdirSync(`${file}.part`);
  await journal.advance('epoch', 5);
  expect(openJournal(file).mark()).toEqual({ epoch: 'epoch', revision: 7 });
});
