/** Databases with an inbox of many rows, made once for each size. */
import fs from 'node:fs';
import path from 'node:path';
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { DATABASE_FILE, NOBODY, newId, openStorage, type Storage } from '../../../server/storage/storage.ts';
import { mulberry32 } from '../../support/random.ts';
import { newDataDir, quiet } from '../../support/server.ts';

const DAY = 86_400_000;
/** Rows in one transaction. */
const BATCH = 5_000;
const VOCABULARY = 20_000;

/** A word in every row, one in a hundred, one in ten thousand, and one in three rows. */
export const COMMON = 'deployment';
export const SOME = 'rollback';
export const RARE = 'quarantine';
export const THREE = 'meltdown';

type Random = () => number;

/** Most texts share few words, and have one or two of very many. */
const word = (random: Random): string => `w${Math.floor(VOCABULARY ** random()).toString(36)}`;

/** @param extra a further word */
function rowOf(
  random: Random,
  number: number,
  at: number,
  extra: string,
): readonly (string | number | null)[] {
  const chance = (share: number): boolean => random() < share;
  const since = (share: number): number | null => (chance(share) ? at + 60_000 : null);
  const words = Array.from({ length: 12 }, () => word(random)).join(' ');
  const rest = [chance(0.01) ? SOME : '', chance(0.0001) ? RARE : '', extra].join(' ');
  return [
    newId(),
    number % 2 === 0 ? 'local' : `s-${number % 7}`,
    `shop.${number % 20}`,
    `Deployment ${number} finished`,
    `The ${COMMON} of ${words} ${rest}`,
    chance(0.5) ? `Sender ${number % 200}` : null,
    chance(0.3) ? `thread ${number % 500}` : null,
    JSON.stringify(chance(0.3) ? [`tag${number % 30}`] : []),
    chance(0.001) ? 5 : 3,
    chance(0.5) ? 'https://ci.example/shop' : null,
    chance(0.001) ? '[{}]' : '[]',
    '[]',
    at,
    at * 1_000 + (number % 1_000),
    since(0.9),
    since(0.7),
    since(0.001),
    chance(0.0001) ? at + 400 * DAY : null,
    since(0.01),
  ];
}
const NAMES =
  'id source type title message sender group_key tags priority url attachments actions created_at surfaced_at read_at archived_at saved_at snoozed_until muted_at';
const COLUMNS = [
  ...NAMES.split(' '),
  'user_id',
  'data',
  'revision',
  'created_revision',
  'sent_revision',
  'updated_at',
];

export async function indexAll({ read, work, search }: Storage): Promise<void> {
  while (await read(() => search.isBehind())) await work(NOBODY, () => search.index(1_000));
}

/** @returns a folder with a database of this many rows, sent in the last two years, all of them indexed; and a token that reads it */
export async function createSeed(
  rows: number,
): Promise<Readonly<{ dataDir: string; token: string; userId: number }>> {
  const dataDir = newDataDir();
  const storage = await openStorage({ dataDir, log: quiet });
  const accounts = createAccounts({ storage, now: Date.now });
  const userId = await accounts.first();
  const token = await accounts.issue(userId, 'bench', ['inbox']);
  const random = mulberry32(16);
  const now = Date.now();
  const sql = `INSERT INTO notifications (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((_, at) => `?${at + 1}`).join(', ')})`;
  for (let number = 0; number < rows; ) {
    storage.db.exec('BEGIN');
    for (const end = Math.min(rows, number + BATCH); number < end; number += 1) {
      const at = Math.floor(now - ((rows - number) / rows) * 730 * DAY);
      storage.db.run(sql, [
        ...rowOf(random, number, at, number % Math.floor(rows / 4) === 1 && number > 1 ? THREE : ''),
        userId,
        '{}',
        1,
        1,
        1,
        at,
      ]);
    }
    storage.db.exec('COMMIT');
  }
  storage.db.run(
    `UPDATE users SET revision = 1, surfaced_at = ?1, unread = (SELECT count(*) FROM notifications
    WHERE read_at IS NULL AND muted_at IS NULL AND archived_at IS NULL AND snoozed_until IS NULL)`,
    [now * 1_000],
  );
  await indexAll(storage);
  storage.close();
  return { dataDir, token, userId };
}

export const databaseOf = (dataDir: string): string => path.join(dataDir, DATABASE_FILE);
export const removeSeed = (dataDir: string): void => fs.rmSync(dataDir, { recursive: true, force: true });
