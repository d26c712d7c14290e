import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Conf from 'conf';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { SourceDefinition } from '#app/sources';
import {
  createSourceStore,
  openSourcesFile,
  type SourceStore,
  type SourcesFile,
} from '../../../electron/sources/store.ts';

let folder: string;
let lines: string[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-sources-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  lines = [];
});

const file = (): string => path.join(folder, 'sources.json');
const log = (line: string): void => void lines.push(line);
const now = (): Date => new Date(5_000);
/** electron-store is conf with a folder of its own. */
function open(): SourceStore {
  const conf = () => new Conf<SourcesFile>({ cwd: folder, configName: 'sources' });
  return createSourceStore(openSourcesFile(conf, file(), { now, log }), log);
}
const team = (id: string, name = 'Team'): SourceDefinition => ({
  ...{ id, name, colour: 'blue', enabled: true },
  ...{ kind: 'belfry', url: 'https://team.example' },
});

test('sources outlive a restart, in the order in which they were added', () => {
  const store = open();
  store.put(team('s-a'));
  store.put(team('s-b'));
  store.put(team('s-a', 'Renamed'));
  expect(open().all()).toEqual([team('s-a', 'Renamed'), team('s-b')]);
  expect(open().get('s-b')).toEqual(team('s-b'));
});

test('a removed one is remembered until nothing of it is left', () => {
  const store = open();
  store.put(team('s-a'));
  store.remove('s-a');
  const after = open();
  expect(after.all()).toEqual([]);
  expect(after.removed()).toEqual(['s-a']);
  after.nothingLeft('s-a');
  expect(open().removed()).toEqual([]);
});

test('a damaged entry is set aside and told, and the others are there', () => {
  fs.writeFileSync(
    file(),
    JSON.stringify({ sources: [team('s-a'), { id: 's-b', kind: 'newer' }, team('s-c')] }),
  );
  expect(open().all()).toEqual([team('s-a'), team('s-c')]);
  expect(lines).toEqual(['1 damaged source(s) set aside']);
  const store = open();
  store.remove('s-a');
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({
    sources: [team('s-c')],
    damaged: [{ id: 's-b', kind: 'newer' }],
  });
  expect(lines).toHaveLength(1);
});

test('an entry that is understood again comes back', () => {
  fs.writeFileSync(file(), JSON.stringify({ sources: [], damaged: [team('s-a')], removed: [] }));
  expect(open().all()).toEqual([team('s-a')]);
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({ sources: [team('s-a')], damaged: [] });
});

test('of two with one id the first counts', () => {
  fs.writeFileSync(file(), JSON.stringify({ sources: [team('s-a'), team('s-a', 'Twin')] }));
  expect(open().all()).toEqual([team('s-a')]);
});

test('a file that is no JSON is set aside whole', () => {
  fs.writeFileSync(file(), '{"sources": [');
  const store = open();
  expect(store.all()).toEqual([]);
  expect(fs.readFileSync(`${file()}.damaged-5000`, 'utf8')).toBe('{"sources": [');
  expect(lines[0]).toContain('set aside');
  store.put(team('s-a'));
  expect(open().all()).toEqual([team('s-a')]);
});

test('what the disk refuses does not hold', () => {
  const store = open();
  store.put(team('s-a'));
  fs.rmSync(file());
  fs.mkdirSync(path.join(file(), 'in the way'), { recursive: true });
  expect(() => store.put(team('s-a', 'Renamed'))).toThrow();
  expect(() => store.put(team('s-b'))).toThrow();
  expect(() => store.remove('s-a')).toThrow();
  expect(store.all()).toEqual([team('s-a')]);
  expect(store.removed()).toEqual([]);
});
