import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../errors.ts';

export interface Passwords {
  /** `$scrypt$ln=…,r=…,p=…$salt$hash`, so that later versions know the parameters. */
  hash(password: string): Promise<string>;
  /**
   * Takes the same time with or without a hash.
   * @param stored null: no password matches
   * @throws AppError `too_many_requests` when too many wait already
   */
  verify(password: string, stored: string | null): Promise<boolean>;
}

/** Parameters of scrypt: N = 2^ln. */
export type Cost = Readonly<{ ln: number; r: number; p: number }>;

/**
 * One of the equally strong settings of https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html: 32 MiB
 * for each hash instead of the 128 of N = 2^17, p = 1.
 */
const COST: Cost = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** scrypt blocks threads that DNS look-ups and files need too; Node has four. */
const AT_ONCE = 2;
/** About ten seconds of work; later requests would time out anyway. */
const WAITING = 100;

const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]+)$/;

type Stored = Readonly<{ cost: Cost; salt: Buffer; hash: Buffer }>;

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');

function parse(text: string): Stored {
  const [, ln, r, p, salt = '', hash = ''] = STORED.exec(text) ?? [];
  if (ln === undefined) throw new Error('a stored password has no known form');
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') };
}

/** Checked when there is no stored password, so that the check takes as long. */
const nobody = (cost: Cost): Stored => ({
  cost,
  salt: randomBytes(SALT_BYTES),
  hash: randomBytes(HASH_BYTES),
});

/** @param cost of new passwords; stored ones bring their own */
export function createPasswords(cost: Cost = COST): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function compute(
    password: string,
    { cost: { ln, r, p }, salt }: Omit<Stored, 'hash'>,
  ): Promise<Buffer> {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING) throw new AppError('too_many_requests', 'Too many sign-ins at once.');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      const N = 2 ** ln;
      // Keyboards may write the same letter as different code points.
      return await derive(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r });
    } finally {
      // Passes the slot on to the next in line.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const { ln, r, p } = cost;
      const hash = await compute(password, { cost, salt });
      return `$scrypt$ln=${ln},r=${r},p=${p}$${encode(salt)}$${encode(hash)}`;
    },

    async verify(password, stored) {
      const expected = stored === null ? nobody(cost) : parse(stored);
      const hash = await compute(password, expected);
      return stored !== null && timingSafeEqual(hash, expected.hash);
    },
  };
}

/** 256 random bits. They cannot be guessed, so one round of a fast hash is enough to store them. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** The stored form of tokens and enrolment codes. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
