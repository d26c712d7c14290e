import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type AnySafeStorage,
  createEncryption,
  type Encryption,
} from '../../../../electron/sources/vault/safe-storage.ts';
import { openSecrets, type Secrets, withSecrets } from '../../../../electron/sources/vault/secrets.ts';

let folder: string;
let file: string;
let logged: string[];
let refusals: (string | null)[];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-secrets-'));
  file = path.join(folder, 'secrets.json');
  logged = [];
  refusals = [];
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A keyring with its own key. */
function keyring(): Encryption {
  const key = randomBytes(32);
  return {
    available: async () => true,
    async encrypt(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    },
    async decrypt(bytes) {
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      cipher.setAuthTag(bytes.subarray(-16));
      return Buffer.concat([cipher.update(bytes.subarray(12, -16)), cipher.final()]).toString();
    },
  };
}
const NONE: Encryption = { ...keyring(), available: async () => false };

const openWith = (encryption: Encryption): Promise<Secrets> =>
  openSecrets({
    file,
    encryption,
    onReadable: (refusal) => refusals.push(refusal),
    log: (text) => logged.push(text),
  });
const SHOP = { token: '1|s3cret', headers: { 'X-Key': 'k3y' } };

test.each([
  ['encrypted', keyring()],
  ['plain', NONE],
] as const)('what is set is there after a restart (%s)', async (kind, encryption) => {
  const secrets = await openWith(encryption);
  expect(secrets.keyring()).toBe(kind);
  expect(secrets.get('s-shop')).toEqual({});
  const saved = secrets.set('s-shop', SHOP);
  expect(secrets.get('s-shop')).toEqual(SHOP);
  await saved;
  await secrets.set('s-other', { token: 'x' });
  await secrets.remove('s-other');
  const again = await openWith(encryption);
  expect(again.get('s-shop')).toEqual(SHOP);
  expect(again.get('s-other')).toEqual({});
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(fs.readFileSync(file, 'utf8').includes('s3cret')).toBe(kind === 'plain');
  expect(fs.readdirSync(folder)).toEqual(['secrets.json']);
});

test('a secret of another keyring counts as missing, and stays until it is set again', async () => {
  const mine = keyring();
  const first = await openWith(mine);
  await first.set('s-shop', SHOP);
  await first.set('s-team', { token: 'old' });
  const elsewhere = await openWith(keyring());
  expect(elsewhere.get('s-shop')).toEqual({});
  expect(logged.join('\n')).toContain('s-shop');
  expect(logged.join('\n')).not.toContain('s3cret');
  await elsewhere.set('s-team', { token: 'new' });
  const back = await openWith(mine);
  expect(back.get('s-shop')).toEqual(SHOP);
  expect(back.get('s-team')).toEqual({});
});

test('a keyring that appears later encrypts secrets that are set from then on', async () => {
  await (await openWith(NONE)).set('s-shop', SHOP);
  const encryption = keyring();
  const secrets = await openWith(encryption);
  expect(secrets.get('s-shop')).toEqual(SHOP);
  await secrets.set('s-shop', SHOP);
  expect(fs.readFileSync(file, 'utf8')).not.toContain('s3cret');
});

test.each(['', '{"s-shop":', '[]', 'null', '{"s-shop":5,"s-team":{"plain":{"token":7}}}'])(
  'a file with %j in it opens nothing and stops nothing',
  async (content) => {
    fs.writeFileSync(file, content);
    const secrets = await openWith(NONE);
    expect(secrets.get('s-shop')).toEqual({});
    expect(logged).not.toEqual([]);
    const contents = fs.readdirSync(folder).map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
    expect(contents).toContain(content);
    await secrets.set('s-shop', SHOP);
    expect((await openWith(NONE)).get('s-shop')).toEqual(SHOP);
  },
);

test('a typing mistake loses nothing: the damaged file stays readable for its user alone, and the secrets open', async () => {
  const slip = '{"s-shop": {"plain": {"token": "1|s3cret"}},}';
  fs.writeFileSync(file, slip, { mode: 0o644 });
  expect((await openWith(NONE)).get('s-shop')).toEqual({ token: '1|s3cret' });
  const [copy = '', ...more] = fs.readdirSync(folder).filter((name) => name.includes('.damaged-'));
  expect(more).toEqual([]);
  expect(fs.readFileSync(path.join(folder, copy), 'utf8')).toBe(slip);
  expect(fs.statSync(path.join(folder, copy)).mode & 0o777).toBe(0o600);
  await openWith(NONE);
  expect(fs.readdirSync(folder)).toHaveLength(2);
});

test('a file that the system does not let be read is not written over, and what it holds is there afterwards', async () => {
  fs.symlinkSync(file, file);
  const secrets = await openWith(NONE);
  expect(refusals).toEqual(['ELOOP']);
  await expect(secrets.set('s-team', { token: 'x' })).rejects.toThrow('cannot be read');
  fs.rmSync(file);
  fs.writeFileSync(file, JSON.stringify({ 's-shop': { plain: SHOP } }));
  await secrets.set('s-team', { token: 'x' });
  expect(refusals.at(-1)).toBeNull();
  const again = await openWith(NONE);
  expect([again.get('s-shop'), again.get('s-team')]).toEqual([SHOP, { token: 'x' }]);
});

test('of changes at the same time, the last one wins', async () => {
  const quick = keyring();
  let sealed = 0;
  const encryption: Encryption = {
    ...quick,
    async encrypt(text) {
      // The first takes longest.
      for (let turns = 30 - 10 * sealed++; turns > 0; turns -= 1) await new Promise(setImmediate);
      return quick.encrypt(text);
    },
  };
  const secrets = await openWith(encryption);
  await Promise.all(['one', 'two', 'three'].map((token) => secrets.set('s-shop', { token })));
  expect(secrets.get('s-shop')).toEqual({ token: 'three' });
  expect((await openWith(encryption)).get('s-shop')).toEqual({ token: 'three' });
});

test('a disk that refuses a write is reported, and the next write is tried', async () => {
  const secrets = await openWith(NONE);
  fs.mkdirSync(`${file}.part`);
  await expect(secrets.set('s-shop', SHOP)).rejects.toMatchObject({ code: 'EISDIR' });
  fs.rmdirSync(`${file}.part`);
  await secrets.set('s-team', { token: 'x' });
  expect((await openWith(NONE)).get('s-team')).toEqual({ token: 'x' });
});

const asynchronous = {
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text) => Buffer.from(`a:${text}`),
  decryptStringAsync: async (bytes) => ({ result: bytes.toString().slice(2), shouldReEncrypt: false }),
} satisfies AnySafeStorage;
const synchronous = {
  isEncryptionAvailable: () => true,
  encryptString: (text) => Buffer.from(`a:${text}`),
  decryptString: (bytes) => bytes.toString().slice(2),
} satisfies AnySafeStorage;

test.each([
  ['the asynchronous half', asynchronous],
  ['the synchronous half', synchronous],
])('safeStorage is used by %s of its methods', async (_which, storage) => {
  const encryption = createEncryption(storage);
  expect(await encryption.available()).toBe(true);
  expect(await encryption.decrypt(await encryption.encrypt('text'))).toBe('text');
});

test('a key that everybody knows does not count as a keyring', async () => {
  const storage = { ...asynchronous, getSelectedStorageBackend: () => 'basic_text' as const };
  expect(await createEncryption(storage).available()).toBe(false);
  expect(await createEncryption({ isEncryptionAvailable: () => false }).available()).toBe(false);
});

test('omitted values stay, each header separately, and null removes', () => {
  const kept = { token: 't', headers: { 'X-Tenant': 'one', 'X-Shop': 'two' } };
  expect(withSecrets(kept, {})).toEqual(kept);
  expect(withSecrets(kept, { token: 'new', headers: { 'X-Shop': null, 'X-More': 'three' } })).toEqual({
    token: 'new',
    headers: { 'X-Tenant': 'one', 'X-More': 'three' },
  });
  expect(withSecrets(kept, { token: null, headers: { 'X-Tenant': null, 'X-Shop': null } })).toEqual({});
  expect(withSecrets({}, { token: null })).toEqual({});
});
