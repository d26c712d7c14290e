import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { SeenEvent } from '#app/source-view';
import { createLastEvents } from '../../../../electron/sources/vault/last-events.ts';
import { openFiles } from '../../../support/profile-files.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-seen-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
});

const file = () => path.join(folder, 'seen.json');
/** As at a start of the app; it ends with the test, if not before. */
function start(log: string[] = []) {
  const events = createLastEvents(openFiles(folder).open('seen.json'), (line) => log.push(line));
  onTestFinished(() => events.dispose());
  return events;
}

let number = 0;
const event = (name: string, fields: Partial<SeenEvent> = {}): SeenEvent => {
  number += 1;
  return {
    ...{ at: new Date(1_795_000_000_000 + number).toISOString(), channel: 'orders', event: name },
    ...{ aliases: [], data: `{"n":${number}}`, mapped: false },
    ...fields,
  };
};

test('the newest fifty of each source are remembered, newest first, over restarts', () => {
  const before = start();
  const sent = Array.from({ length: 60 }, () => event('order.shipped'));
  for (const one of sent) before.add('s-a', one);
  const like = event('like', { aliases: ['App\\Notifications\\Like'], mapped: true });
  before.add('s-b', like);
  const newest = sent.slice(-50).toReversed();
  expect(before.of('s-a')).toEqual(newest);
  before.dispose();
  const after = start();
  expect([after.of('s-a'), after.of('s-b'), after.of('s-c')]).toEqual([newest, [like], []]);
});

test('the first is on the disk at once, for its user only', async () => {
  start().add('s-a', event('order.shipped'));
  await expect.poll(() => fs.existsSync(file())).toBe(true);
  expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
});

test('however much comes, the file stays small and has the newest of each name', () => {
  const before = start();
  const long = { data: JSON.stringify('x'.repeat(8_000)) };
  const rare = event('order.refunded', long);
  before.add('s-a', rare);
  for (let count = 0; count < 49; count += 1) before.add('s-a', event('order.shipped', long));
  const [newest] = before.of('s-a');
  before.dispose();
  expect(fs.statSync(file()).size).toBeLessThan(72 * 1024);
  const after = start().of('s-a');
  expect(after[0]).toEqual(newest);
  expect(after.at(-1)).toEqual(rare);
  expect(after.length).toBeGreaterThan(5);
});

test('removing a source leaves nothing', () => {
  const before = start();
  before.add('s-a', event('order.shipped', { data: '"to Ada"' }));
  before.add('s-b', event('like'));
  before.dispose();
  const after = start();
  after.forget('s-a');
  expect(fs.readFileSync(file(), 'utf8')).not.toContain('Ada');
  expect([after.of('s-a'), after.of('s-b').length]).toEqual([[], 1]);
});

test('what makes no sense in the file is left out, and the rest counts', () => {
  const like = event('like');
  const odd = [{ ...like, at: 'yesterday' }, { ...like, data: 7 }, null, like];
  fs.writeFileSync(file(), JSON.stringify({ events: { 's-a': odd, 's-b': 'none' } }));
  const events = start();
  expect([events.of('s-a'), events.of('s-b')]).toEqual([[like], []]);
  fs.writeFileSync(file(), '{"events":["');
  expect(start().of('s-a')).toEqual([]);
});

test('if the disk refuses, the events stay in memory and are stored as soon as possible', () => {
  const log: string[] = [];
  const events = start(log);
  fs.mkdirSync(file());
  const like = event('like');
  events.add('s-a', like);
  events.dispose();
  expect(events.of('s-a')).toEqual([like]);
  expect(log).toHaveLength(1);
  fs.rmdirSync(file());
  events.dispose();
  expect(start().of('s-a')).toEqual([like]);
});
