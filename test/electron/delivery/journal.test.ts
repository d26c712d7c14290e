import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Journal, openJournal } from '../../../electron/delivery/journal.ts';

const JOURNAL = path.join(import.meta.dirname, '../../../electron/delivery/journal.ts');

let folder: string;
let file: string;
let lines: string[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-journal-'));
  file = path.join(folder, 'announced.jsonl');
  lines = [];
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function open(): Journal {
  const log = { info: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
  const journal = openJournal(file, log);
  onTestFinished(journal.close);
  return journal;
}

test('remembers the mark over a restart', () => {
  const journal = open();
  expect(journal.mark()).toBeNull();
  journal.advance('epoch', 7);
  expect(journal.mark()).toEqual({ epoch: 'epoch', revision: 7 });
  expect(open().mark()).toEqual({ epoch: 'epoch', revision: 7 });
  journal.advance('epoch', 8);
  expect(open().mark()).toEqual({ epoch: 'epoch', revision: 8 });
});

test('remembers items ahead of the mark until the mark has passed them', () => {
  const journal = open();
  journal.advance('epoch', 7, { a: 9, b: 12 });
  expect(open().mark()).toEqual({ epoch: 'epoch', revision: 7, ahead: { a: 9, b: 12 } });
  journal.advance('epoch', 7, { c: 13, a: 9 });
  expect(open().mark()?.ahead).toEqual({ a: 9, b: 12, c: 13 });
  journal.advance('epoch', 10, { d: 10, a: 14 });
  expect(open().mark()).toEqual({ epoch: 'epoch', revision: 10, ahead: { a: 14, b: 12, c: 13 } });
  journal.advance('other', 3, { a: 4 });
  expect(open().mark()).toEqual({ epoch: 'other', revision: 3, ahead: { a: 4 } });
  journal.advance('other', 4);
  journal.advance('other', 4, { b: 5 });
  expect(open().mark()).toEqual({ epoch: 'other', revision: 4, ahead: { b: 5 } });
});

test('one that waits makes no long lines of all that comes after it', () => {
  const journal = open();
  let written = 0;
  let size = 0;
  for (let revision = 2; revision < 4_000; revision += 1) {
    journal.advance('epoch', 0, { [`id-${revision}`]: revision });
    const now = fs.statSync(file).size;
    // A file that became shorter was written whole.
    written += now > size ? now - size : now;
    size = now;
  }
  expect(written).toBeLessThan(1_000_000);
  expect(Object.keys(open().mark()?.ahead ?? {})).toHaveLength(3_998);
});

test('never goes back within an epoch', () => {
  const journal = open();
  journal.advance('epoch', 7);
  journal.advance('epoch', 3);
  expect(open().mark()).toEqual({ epoch: 'epoch', revision: 7 });
});

test('starts over with another database', () => {
  const journal = open();
  journal.advance('old', 700);
  journal.advance('new', 1);
  expect(open().mark()).toEqual({ epoch: 'new', revision: 1 });
});

const kept = (): readonly string[] => fs.readdirSync(folder).filter((name) => name.includes('.damaged-'));

test('a file without a valid line is renamed and reported', () => {
  fs.writeFileSync(file, '{"epo\n\0\0\0');
  const journal = open();
  expect(journal.mark()).toBeNull();
  expect(kept().map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))).toEqual(['{"epo\n\0\0\0']);
  expect(lines.join()).toContain(kept()[0]);
  journal.advance('epoch', 7);
  expect(open().mark()).toEqual({ epoch: 'epoch', revision: 7 });
  expect(kept()).toHaveLength(1);
});

test('a file that the system does not let be read is not written over', () => {
  fs.symlinkSync(file, file);
  open().advance('epoch', 7);
  expect(kept().map((name) => fs.lstatSync(path.join(folder, name)).isSymbolicLink())).toEqual([true]);
  expect(open().mark()).toEqual({ epoch: 'epoch', revision: 7 });
});

test('the same mark again does not touch the file', () => {
  open().advance('epoch', 7);
  const journal = open();
  fs.rmSync(file);
  journal.advance('epoch', 7);
  expect(fs.existsSync(file)).toBe(false);
});

test('stays small, however often the mark moves', () => {
  const journal = open();
  let largest = 0;
  for (let revision = 1; revision <= 5_000; revision += 1) {
    journal.advance('epoch', revision);
    largest = Math.max(largest, fs.statSync(file).size);
  }
  expect(largest).toBeLessThan(80 * 1024);
  expect(open().mark()).toEqual({ epoch: 'epoch', revision: 5_000 });
});

test.skipIf(process.platform === 'win32')('nobody else may read it', () => {
  open().advance('epoch', 1);
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
    '\0\0\0\0',
  ])('%j', (content) => {
    fs.writeFileSync(file, content);
    const journal = open();
    expect(journal.mark()).toBeNull();
    journal.advance('epoch', 2);
    expect(open().mark()).toEqual({ epoch: 'epoch', revision: 2 });
  });
});

describe('a crash', () => {
  test('while the file is rewritten leaves the previous mark', () => {
    open().advance('epoch', 7);
    fs.writeFileSync(`${file}.part`, '{"epoch":"ep');
    const journal = open();
    expect(journal.mark()).toEqual({ epoch: 'epoch', revision: 7 });
    journal.advance('epoch', 8);
    expect(open().mark()).toEqual({ epoch: 'epoch', revision: 8 });
  });

  test.each(['{"epoch":"ep', '\0\0\0\0', '{"epoch":"epoch","revision":'])(
    'that tears the last line leaves the one before: %j',
    (torn) => {
      const journal = open();
      journal.advance('epoch', 7);
      journal.advance('epoch', 8);
      fs.appendFileSync(file, torn);
      expect(open().mark()).toEqual({ epoch: 'epoch', revision: 8 });
    },
  );
});

describe('a failed write is reported, the value stays in memory, and the next write stores it', () => {
  test('when the file is begun', () => {
    const journal = open();
    fs.mkdirSync(`${file}.part`);
    expect(() => journal.advance('epoch', 7)).toThrow();
    expect(journal.mark()).toEqual({ epoch: 'epoch', revision: 7 });
    expect(fs.existsSync(file)).toBe(false);
    fs.rmdirSync(`${file}.part`);
    journal.advance('epoch', 5);
    expect(open().mark()).toEqual({ epoch: 'epoch', revision: 7 });
  });

  test.skipIf(process.platform !== 'linux')('when a line is added', () => {
    // A process whose files may have a block, and no more.
    const script = `
      const { openJournal } = await import(${JSON.stringify(JOURNAL)});
      const journal = openJournal(${JSON.stringify(file)}, console);
      let [revision, error] = [0, null];
      while (error === null) {
        try { journal.advance('epoch', revision += 1); } catch (thrown) { error = thrown; }
      }
      const kept = openJournal(${JSON.stringify(file)}, console).mark().revision;
      const failed = revision;
      journal.advance('epoch', revision += 1);
      console.log(JSON.stringify({ code: error.code, kept, failed, revision }));`;
    const limited = `trap '' XFSZ; ulimit -f 1; exec "$0" --input-type=module --eval "$1"`;
    const said = JSON.parse(
      execFileSync('sh', ['-c', limited, process.execPath, script], { encoding: 'utf8' }),
    );
    expect(said.code).toBe('EFBIG');
    // None before it was cut off in silence.
    expect(said.kept).toBe(said.failed - 1);
    expect(open().mark()).toEqual({ epoch: 'epoch', revision: said.revision });
  });
});
