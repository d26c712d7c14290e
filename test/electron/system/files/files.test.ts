import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createMemory } from '../../../../electron/system/files/memory.ts';
import { openFiles } from '../../../support/profile-files.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-files-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
});

const at = (name: string): string => path.join(folder, name);
/** As at a start of the app. */
function open() {
  const files = openFiles(folder);
  files.look();
  return files;
}

describe('what the user should know', () => {
  const copyOf = (name: string, time = 1): string =>
    `${name}.damaged-2026-11-30T08-15-00-${String(time).padStart(3, '0')}Z`;

  test('is reported with the newest copy of each file, across restarts, until it is dismissed', () => {
    for (const name of [
      copyOf('endpoint.json', 1),
      copyOf('endpoint.json', 2),
      copyOf('sources.json'),
      'x.damaged-',
    ]) {
      fs.writeFileSync(at(name), '');
    }
    const told = ['endpoint.json', 'sources.json'];
    expect(
      open()
        .troubles()
        .map(({ file }) => file),
    ).toEqual(told);
    const files = open();
    expect(files.troubles()[0]).toEqual({
      what: 'damaged',
      file: 'endpoint.json',
      copy: at(copyOf('endpoint.json', 2)),
    });
    const changed = vi.fn();
    files.onChange(changed);
    files.dismiss('endpoint.json');
    expect(changed).toHaveBeenCalledTimes(1);
    expect(files.troubles().map(({ file }) => file)).toEqual(['sources.json']);
    expect(
      open()
        .troubles()
        .map(({ file }) => file),
    ).toEqual(['sources.json']);
    // Another time is another matter.
    fs.writeFileSync(at(copyOf('endpoint.json', 3)), '');
    files.look();
    files.look();
    expect(changed).toHaveBeenCalledTimes(2);
    expect(
      files
        .troubles()
        .map(({ file }) => file)
        .sort(),
    ).toEqual(told);
  });

  test('what is not on the disk is dismissed until the next start', () => {
    const files = open();
    files.odd('settings.json', ['theme']);
    files.unreadable('secrets.json', 'EACCES');
    expect(files.troubles()).toEqual([
      { what: 'unreadable', file: 'secrets.json', code: 'EACCES' },
      { what: 'odd', file: 'settings.json', which: ['theme'] },
    ]);
    files.dismiss('settings.json');
    files.dismiss('secrets.json');
    expect(files.troubles()).toEqual([]);
    expect(fs.existsSync(at('state.json'))).toBe(false);
  });
});

describe('a write', () => {
  test('is whole at any moment, inside a snap, too', () => {
    const { SNAP } = process.env;
    process.env.SNAP = '/snap/belfry/1';
    onTestFinished(() => {
      if (SNAP === undefined) delete process.env.SNAP;
      else process.env.SNAP = SNAP;
    });
    const file = open().open('a.json');
    file.change(() => ({ one: 1 }));
    const before = fs.statSync(at('a.json')).ino;
    file.change((now) => ({ ...now, two: 2 }));
    // Another file took its name.
    expect(fs.statSync(at('a.json')).ino).not.toBe(before);
    expect(JSON.parse(fs.readFileSync(at('a.json'), 'utf8'))).toEqual({ one: 1, two: 2 });
    expect(process.env.SNAP).toBe('/snap/belfry/1');
  });

  test.skipIf(process.platform === 'win32')('is on the disk with its name', () => {
    const synced = vi.spyOn(fs, 'fsyncSync');
    onTestFinished(() => synced.mockRestore());
    const targets: boolean[] = [];
    synced.mockImplementation((fd) => void targets.push(fs.fstatSync(fd).isDirectory()));
    open()
      .open('a.json')
      .change(() => ({ one: 1 }));
    expect(targets.at(-1)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')(
    'leaves the file to its user alone, as it was read or is new',
    () => {
      const modeOf = (name: string) => fs.statSync(at(name)).mode & 0o777;
      fs.writeFileSync(at('old.json'), '{"one":1}', { mode: 0o644 });
      fs.writeFileSync(at('kept.json'), '{"one":1}', { mode: 0o444 });
      const files = open();
      const [old, kept] = [files.open('old.json'), files.open('kept.json')];
      expect([modeOf('old.json'), modeOf('kept.json')]).toEqual([0o600, 0o400]);
      fs.chmodSync(at('old.json'), 0o666);
      old.change((now) => ({ ...now, two: 2 }));
      files.open('new.json').change(() => ({ one: 1 }));
      expect([modeOf('old.json'), modeOf('new.json')]).toEqual([0o600, 0o600]);
      expect(kept.fields()).toEqual({ one: 1 });
    },
  );

  test('brings back what somebody took away under the running app', () => {
    const file = open().open('a.json');
    file.change(() => ({ one: 1 }));
    fs.rmSync(at('a.json'));
    file.change((now) => ({ ...now, two: 2 }));
    expect(open().open('a.json').fields()).toEqual({ one: 1, two: 2 });
  });
});

describe('the memory', () => {
  const remember = (log: (line: string) => void = () => {}) => createMemory(open().memory, log);
  const BOUNDS = { x: 1, y: 2, width: 400, height: 600 };

  test('is there after a restart, what is deleted is not, and others in the file stay', () => {
    fs.writeFileSync(at('state.json'), JSON.stringify({ newer: 1 }));
    const memory = remember();
    memory.set('bounds', BOUNDS);
    memory.set('pausedUntil', '2026-11-30T08:15:00.000Z');
    expect(remember().get('pausedUntil')).toBe('2026-11-30T08:15:00.000Z');
    memory.delete('pausedUntil');
    expect(memory.get('pausedUntil')).toBeUndefined();
    expect(remember().get('pausedUntil')).toBeUndefined();
    expect(JSON.parse(fs.readFileSync(at('state.json'), 'utf8'))).toEqual({ newer: 1, bounds: BOUNDS });
  });

  test.each([null, 'left', { ...BOUNDS, x: null }, { ...BOUNDS, width: 1e9 }])(
    'has no use for a place of %j',
    (bounds) => {
      fs.writeFileSync(at('state.json'), JSON.stringify({ bounds, pausedUntil: '2026-11-30T08:15:00.000Z' }));
      const memory = remember();
      expect(memory.get('bounds')).toBeUndefined();
      expect(memory.get('pausedUntil')).toBe('2026-11-30T08:15:00.000Z');
    },
  );

  test('holds what the disk refuses, which is logged, and brings it there later', () => {
    fs.symlinkSync(at('state.json'), at('state.json'));
    const lines: string[] = [];
    const memory = remember((line) => lines.push(line));
    memory.set('bounds', BOUNDS);
    expect(memory.get('bounds')).toEqual(BOUNDS);
    expect(lines.join()).toContain('bounds is not remembered');
    fs.rmSync(at('state.json'));
    memory.set('pausedUntil', '2026-11-30T08:15:00.000Z');
    expect(remember().get('bounds')).toEqual(BOUNDS);
  });
});
