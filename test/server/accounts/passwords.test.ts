import { type ScryptOptions, scrypt } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createPasswords } from '../../../server/accounts/passwords.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, scrypt: vi.fn(crypto.scrypt) };
});

const PASSWORD = 'correct horse battery staple';
const work = vi.mocked(scrypt) as unknown as ReturnType<
  typeof vi.fn<(password: string, salt: Buffer, length: number, options: ScryptOptions) => void>
>;

describe('passwords', () => {
  beforeEach(() => {
    work.mockClear();
  });

  test('are stored as a salted hash that says how it was made', async () => {
    const passwords = createPasswords();
    const [first, second] = await Promise.all([passwords.hash(PASSWORD), passwords.hash(PASSWORD)]);
    expect(first).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(first).not.toBe(second);
    expect(await passwords.verify(PASSWORD, first)).toBe(true);
    expect(await passwords.verify(PASSWORD, second)).toBe(true);
    expect(await passwords.verify(`${PASSWORD} `, first)).toBe(false);
    expect(await passwords.verify('', first)).toBe(false);
  });

  test('are the same however the keyboard writes their letters', async () => {
    const passwords = createPasswords();
    expect(
      await passwords.verify('cafe\u0301 au lait, s\u2019il', await passwords.hash('café au lait, s’il')),
    ).toBe(true);
  });

  test('that were hashed at another cost are still checked', async () => {
    // scrypt('pleaseletmein', 'SodiumChloride', N = 16384, r = 8, p = 1), RFC 7914 section 12.
    const hash = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex');
    const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');
    const stored = `$scrypt$ln=14,r=8,p=1$${base64(Buffer.from('SodiumChloride'))}$${base64(hash)}`;
    const passwords = createPasswords();
    expect(await passwords.verify('pleaseletmein', stored)).toBe(true);
    expect(await passwords.verify('pleaseletmeout', stored)).toBe(false);
  });

  test('cost the same work where there is nothing to check against, and none is right then', async () => {
    const passwords = createPasswords();
    const stored = await passwords.hash(PASSWORD);
    work.mockClear();
    expect(await passwords.verify(PASSWORD, stored)).toBe(true);
    expect(await passwords.verify(PASSWORD, null)).toBe(false);
    const [known, unknown] = work.mock.calls.map(([password, salt, length, options]) => ({
      ...{ password, length, options, salt: salt.length },
    }));
    expect(unknown).toEqual(known);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('are hashed two at a time; who comes when a hundred wait is refused, the others are served', async () => {
    const done: (() => void)[] = [];
    work.mockImplementation((...args: unknown[]) => {
      const callback = args[4] as (error: null, key: Buffer) => void;
      done.push(() => callback(null, Buffer.alloc(32)));
    });
    const passwords = createPasswords();
    const checks = Array.from({ length: 102 }, () => passwords.verify(PASSWORD, null));
    await expect(passwords.verify(PASSWORD, null)).rejects.toMatchObject({ code: 'too_many_requests' });
    for (let index = 0; index < checks.length; index += 1) {
      await vi.waitFor(() => expect(done.length).toBe(Math.min(index + 2, checks.length)));
      done[index]?.();
    }
    expect(await Promise.all(checks)).toEqual(checks.map(() => false));
  });
});
