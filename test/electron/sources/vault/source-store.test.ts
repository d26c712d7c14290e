import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { SourceDefinition } from '#app/source-definition';
import { createSourceStore, type SourceStore } from '../../../../electron/sources/vault/source-store.ts';
import { openFiles } from '../../../support/profile-files.ts';

let folder: string;
let lines: string[];
let odd: readonly string[];
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-sources-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  lines = [];
  odd = [];
});

const file = (): string => path.join(folder, 'sources.json');
const log = (line: string): void => void lines.push(line);
function open(): SourceStore {
  const onOdd = (names: readonly string[]): void => {
    odd = names;
  };
  return createSourceStore(openFiles(folder, log).open('sources.json'), { onOdd, log });
}
const copies = (): readonly string[] =>
  fs.readdirSync(folder).filter((name) => name.startsWith('sources.json.damaged-'));
const write = (content: unknown): void => fs.writeFileSync(file(), JSON.stringify(content));
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

test('a damaged entry is set aside and reported, and the others are there', () => {
  write({ sources: [team('s-a'), { id: 's-b', kind: 'newer' }, team('s-c')] });
  expect(open().all()).toEqual([team('s-a'), team('s-c')]);
  expect(lines).toEqual(['the source s-b is set aside: its kind is unknown']);
  const store = open();
  store.remove('s-a');
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({
    sources: [team('s-c')],
    damaged: [{ id: 's-b', kind: 'newer' }],
  });
  expect(lines).toHaveLength(1);
  expect(odd).toEqual(['s-b']);
});

test('the log says what is wrong with an entry', () => {
  write({ sources: [team('s-a'), { ...team('s-b'), colour: 'beige' }, team('s-a', 'Twin'), 7] });
  expect(open().all()).toEqual([team('s-a')]);
  expect(lines).toEqual([
    'the source Team is set aside: /colour must be equal to one of the allowed values',
    'the source Twin is set aside: its id is there twice',
    'the source ? is set aside: its kind is unknown',
  ]);
});

test('an entry that is valid again comes back', () => {
  write({ sources: [], damaged: [team('s-a')], removed: [] });
  expect(open().all()).toEqual([team('s-a')]);
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({ sources: [team('s-a')], damaged: [] });
});

test('of two with one id the first counts', () => {
  write({ sources: [team('s-a'), team('s-a', 'Twin')] });
  expect(open().all()).toEqual([team('s-a')]);
});

test('a file that is not JSON stays whole beside the new one', () => {
  fs.writeFileSync(file(), '{"sources": [');
  const store = open();
  expect(store.all()).toEqual([]);
  expect(copies().map((name) => fs.readFileSync(path.join(folder, name), 'utf8'))).toEqual(['{"sources": [']);
  expect(lines[0]).toContain('sources.json is damaged');
  store.put(team('s-a'));
  expect(open().all()).toEqual([team('s-a')]);
  expect(copies()).toHaveLength(1);
});

test('an extra comma removes no source', () => {
  fs.writeFileSync(file(), `{"sources": [${JSON.stringify(team('s-a'))},]}`);
  expect(open().all()).toEqual([team('s-a')]);
  expect(copies()).toHaveLength(1);
});

test('a value that is not a list stays as an invalid entry', () => {
  write({ sources: team('s-a'), removed: 's-z' });
  open().put(team('s-b'));
  expect(open().all()).toEqual([team('s-a'), team('s-b')]);
  write({ sources: 'mine' });
  open().put(team('s-b'));
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({ damaged: ['mine'] });
});

test('what a newer version keeps there stays', () => {
  write({ sources: [], order: ['s-a'] });
  open().put(team('s-a'));
  expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({ order: ['s-a'] });
});

test('a list that the system does not let be read is not written over, nor once it can be read again', () => {
  fs.symlinkSync(file(), file());
  const store = open();
  expect(store.all()).toEqual([]);
  expect(() => store.put(team('s-b'))).toThrow();
  fs.rmSync(file());
  write({ sources: [team('s-a')] });
  expect(() => store.put(team('s-b'))).toThrow('could not be read');
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
