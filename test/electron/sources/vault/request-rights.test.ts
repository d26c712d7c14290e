import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { SourceDefinition } from '#app/source-definition';
import { createRequestRights, type RequestRights } from '../../../../electron/sources/vault/vault.ts';
import { openFiles } from '../../../support/profile-files.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-rights-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
});

const TEAM: SourceDefinition = {
  ...{ id: 's-team', name: 'Team', colour: 'blue', enabled: true },
  ...{ kind: 'belfry', url: 'https://team.example/belfry' },
};
const CI = 'https://ci.example.com';
const file = (): string => path.join(folder, 'requests.json');
const open = (): RequestRights =>
  createRequestRights(openFiles(folder, () => {}).open('requests.json'), {
    find: (id) => (id === TEAM.id ? TEAM : undefined),
    log: () => {},
  });
const to = (rights: RequestRights, source: string, url: string) => rights.to(source, new URL(url));

test("a source's own server needs no permission, and another port or scheme is another server", () => {
  const rights = open();
  expect(to(rights, 's-team', 'https://team.example/api')).toBe('own');
  for (const url of ['http://team.example/', 'https://team.example:8443/', 'https://team.example.evil/'])
    expect(to(rights, 's-team', url)).toBe('unknown');
  expect(to(rights, 'local', 'https://team.example/api')).toBe('unknown');
});

test('what was allowed for one source is for no other, outlives a restart, and can be taken back', () => {
  open().allow('s-team', CI);
  const rights = open();
  expect(to(rights, 's-team', `${CI}/restart`)).toBe('allowed');
  expect(to(rights, 'local', `${CI}/restart`)).toBe('unknown');
  expect(to(rights, 's-team', 'https://ci.example.com:444/')).toBe('unknown');
  expect(rights.allowed('s-team')).toEqual([CI]);
  rights.revoke('s-team', CI);
  expect(to(rights, 's-team', `${CI}/restart`)).toBe('unknown');
  expect(open().allowed('s-team')).toEqual([]);
});

test('a source that was removed leaves nothing to one with its id', () => {
  const rights = open();
  rights.allow('s-team', CI);
  rights.allow('local', CI);
  rights.forget('s-team');
  expect(open().allowed('s-team')).toEqual([]);
  expect(open().allowed('local')).toEqual([CI]);
});

test('what somebody has written into the file allows nothing unless it is an origin', () => {
  const allowed = {
    's-team': ['*', 'https://', `${CI}/path`, 7, CI],
    local: 'https://ci.example.com',
    __proto__: [CI],
  };
  fs.writeFileSync(file(), JSON.stringify({ allowed }));
  const rights = open();
  expect(rights.allowed('s-team')).toEqual([CI]);
  expect(rights.allowed('local')).toEqual([]);
  expect(rights.allowed('constructor')).toEqual([]);
});
