import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Decision } from '#server/rules/decide/decision';
import { createRecord, type DecisionRecord } from '../../../../electron/delivery/record/record.ts';

const DAY = 24 * 60 * 60 * 1_000;
const SINGLE = { do: 'show', reason: 'single' } as const;

let profile: string;
let now: number;
let errors: string[];
let open: DecisionRecord[];
beforeEach(() => {
  profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-record-'));
  now = Date.parse('2026-11-30T10:00:00Z');
  errors = [];
  open = [];
});
afterEach(() => {
  for (const record of open) record.dispose();
  fs.rmSync(profile, { recursive: true });
});

/** As after a start. */
function start(): DecisionRecord {
  const record = createRecord({
    profile,
    now: () => new Date(now),
    log: { info() {}, error: (line) => errors.push(line) },
  });
  open.push(record);
  return record;
}

const folder = (): string => path.join(profile, 'decisions');
const files = (): readonly string[] => (fs.existsSync(folder()) ? fs.readdirSync(folder()).sort() : []);
const text = (): string =>
  files()
    .map((name) => fs.readFileSync(path.join(folder(), name), 'utf8'))
    .join('');

test('what was decided, by whom, and how it went, in its order, also after a restart', async () => {
  const record = start();
  const held: Decision = {
    do: 'hold',
    reason: 'do_not_disturb',
    by: { kind: 'desktop', name: 'dunst' },
    until: null,
  };
  record.report([{ id: 'a' }, { id: 'b' }].values(), held);
  now += 1_000;
  record.report([{ id: 'a' }], {
    do: 'summarise',
    reason: 'held',
    by: { kind: 'hold', hold: 'do_not_disturb' },
    outcome: 'shown',
  });
  const all = [
    { at: '2026-11-30T10:00:00.000Z', decision: held, outcome: null },
    {
      at: '2026-11-30T10:00:01.000Z',
      decision: { do: 'summarise', reason: 'held', by: { kind: 'hold', hold: 'do_not_disturb' } },
      outcome: 'shown',
    },
  ];
  expect(await record.of('a')).toEqual(all);
  record.dispose();
  expect(await start().of('a')).toEqual(all);
  expect(await start().of('b')).toEqual(all.slice(0, 1));
  expect(await start().of('c')).toEqual([]);
});

test('it is written soon, in a file that only its user can read', async () => {
  start().report([{ id: 'a' }], SINGLE);
  expect(files()).toEqual([]);
  await expect.poll(files).toEqual(['2026-11-30-000.jsonl']);
  expect(fs.statSync(folder()).mode & 0o777).toBe(0o700);
  expect(fs.statSync(path.join(folder(), '2026-11-30-000.jsonl')).mode & 0o777).toBe(0o600);
});

test('the name of a sender is not written, and neither are new words of a toast', async () => {
  const record = start();
  const by = { kind: 'sender', source: 's-1', sender: 'Ada Lovelace' } as const;
  record.report([{ id: 'a' }], { do: 'skip', reason: 'quietly', by });
  record.report([{ id: 'a' }], { ...SINGLE, outcome: 'reworded' });
  record.dispose();
  expect(text()).not.toContain('Ada');
  expect(await record.of('a')).toMatchObject([{ decision: { by: { ...by, sender: '' } } }]);
});

describe('a file', () => {
  test('that a crash has torn loses that line alone', async () => {
    const before = start();
    before.report([{ id: 'a' }], SINGLE);
    before.dispose();
    fs.appendFileSync(path.join(folder(), files()[0] ?? ''), '[1764496800000,"a","sh');
    const after = start();
    after.report([{ id: 'a' }], { ...SINGLE, outcome: 'left_by_user' });
    expect((await after.of('a')).map(({ outcome }) => outcome)).toEqual([null, 'left_by_user']);
  });

  test('of another version is read as far as it is understood', async () => {
    fs.mkdirSync(folder());
    fs.writeFileSync(
      path.join(folder(), '2026-11-29-000.jsonl'),
      '[1764410400000,"a","show","single","shown"]\n[1764410400001,"a","show","by_magic","shown"]\n{"a":1}\n',
    );
    expect(await start().of('a')).toHaveLength(1);
  });

  test('is kept for 30 days', async () => {
    const record = start();
    record.report([{ id: 'a' }], SINGLE);
    await record.of('a');
    now += 30 * DAY;
    record.report([{ id: 'b' }], SINGLE);
    await record.of('b');
    expect(await record.of('a')).toHaveLength(1);
    now += DAY;
    record.report([{ id: 'c' }], SINGLE);
    await record.of('c');
    expect(files()).toEqual(['2026-12-30-000.jsonl', '2026-12-31-000.jsonl']);
    expect(await record.of('a')).toEqual([]);
  });
});

test('100,000 notifications take at most 25 MB, however often each is decided about; the oldest go', async () => {
  const record = start();
  const idOf = (n: number): string => `019ad3f1-7c44-7000-8000-${String(n).padStart(12, '0')}`;
  for (let n = 0; n < 100_000; n += 1) {
    const item = [{ id: idOf(n) }];
    record.report(item, { do: 'hold', reason: 'quiet_hours', until: '2026-11-30T12:00:00.000Z' });
    record.report(item, { ...SINGLE, outcome: 'shown' });
    record.report(item, { ...SINGLE, outcome: 'left_by_expired' });
    if (n % 10_000 === 9_999) await record.of('nobody');
  }
  const bytes = files().reduce((sum, name) => sum + fs.statSync(path.join(folder(), name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(25 * 1_024 * 1_024);
  expect(await record.of(idOf(99_999))).toHaveLength(3);
  expect(await record.of(idOf(50_000))).toHaveLength(3);
});

test('a disk that refuses is said once; what was decided meanwhile is written later', async () => {
  const record = start();
  fs.writeFileSync(folder(), '');
  record.report([{ id: 'a' }], SINGLE);
  expect(await record.of('a')).toEqual([]);
  record.report([{ id: 'b' }], SINGLE);
  await record.of('b');
  expect(errors).toHaveLength(1);
  fs.rmSync(folder());
  record.report([{ id: 'c' }], SINGLE);
  for (const id of ['a', 'b', 'c']) expect(await record.of(id)).toHaveLength(1);
});
