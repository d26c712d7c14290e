import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DEFAULTS, type SettingsPatch } from '#app/rules/settings';
import { createKeyFiles } from '../../../electron/settings/key-files.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-keys-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function setUp(file: string | null) {
  const patches: SettingsPatch[] = [];
  const files = createKeyFiles({
    settings: {
      patch(patch) {
        patches.push(patch);
        return { ok: true, value: { ...DEFAULTS, ...patch } };
      },
    },
    keys: () => ({ 'inbox.done': ['y'] }),
    chooseFile: async () => file,
    chooseTarget: async () => file,
    log: () => {},
  });
  return { files, patches };
}

test('keys go from one computer to another', async () => {
  const { files, patches } = setUp(path.join(folder, 'keys.json'));
  expect(await files.save()).toEqual({ ok: true, value: true });
  expect(await files.load()).toMatchObject({ ok: true, value: { keys: { 'inbox.done': ['y'] } } });
  expect(patches).toEqual([{ keys: { 'inbox.done': ['y'] } }]);
});

test('who chooses no file changes nothing', async () => {
  const { files, patches } = setUp(null);
  expect(await files.save()).toEqual({ ok: true, value: false });
  expect(await files.load()).toEqual({ ok: true, value: null });
  expect(patches).toEqual([]);
});

test('a file of keys may hold more than this version knows, and bad ones', async () => {
  const file = path.join(folder, 'other.json');
  fs.writeFileSync(file, '{"keys": {"new.one": ["g x"], "inbox.done": ["Ctrl+y"], "pause.open": ["q", 3]}}');
  const { files, patches } = setUp(file);
  await files.load();
  expect(patches).toEqual([{ keys: { 'new.one': ['g x'], 'pause.open': ['q'] } }]);
});

test.each([
  ['no JSON', 'keys'],
  ['no object', '7'],
  ['without keys', '{"theme": "dark"}'],
  ['too large', `{"keys": {}}${' '.repeat(256 * 1024)}`],
])('a file that is %s is refused', async (_, content) => {
  const file = path.join(folder, 'bad.json');
  fs.writeFileSync(file, content);
  const { files, patches } = setUp(file);
  expect(await files.load()).toEqual({ ok: false, error: { code: 'file_unreadable' } });
  expect(patches).toEqual([]);
});

test('a file that is gone is refused, and one that cannot be written', async () => {
  const { files } = setUp(path.join(folder, 'no', 'such'));
  expect(await files.load()).toEqual({ ok: false, error: { code: 'file_unreadable' } });
  expect(await files.save()).toEqual({ ok: false, error: { code: 'not_saved' } });
});
