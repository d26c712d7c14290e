/** Profiles whose inbox is full already, made once for each size and copied. */
import fs from 'node:fs';
import path from 'node:path';
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { toContent } from '../../../server/senders/senders.ts';
import { DATABASE_FILE, newId, openStorage, wholeRow } from '../../../server/storage/storage.ts';
import { newProfile } from '../../support/app.ts';
import { quiet } from '../../support/server.ts';
import { REQUEST } from './load.ts';

/** Its row has the mark in the window. */
const CRITICAL = { ...REQUEST, priority: 5 } as const;

type Seed = Readonly<{ folder: string; token: string; epoch: string }>;

export interface Seeds {
  /** A new profile with this many unread rows; the caller removes it. `token` may read the inbox. */
  profile(
    rows: number,
  ): Promise<Readonly<{ profile: string; database: string; token: string; epoch: string }>>;
  remove(): void;
}

async function fill(rows: number): Promise<Seed> {
  const folder = newProfile();
  const storage = await openStorage({ dataDir: folder, log: quiet });
  const accounts = createAccounts({ storage, now: Date.now });
  const userId = await accounts.first();
  const token = await accounts.issue(userId, 'bench', ['inbox']);
  await storage.work([userId], function* () {
    for (let revision = 1; revision <= rows; revision += 1) {
      const at = Date.now();
      const user = yield* storage.users.arrive(userId, at * 1_000, { unread: 1, shown: 1 });
      if (user === undefined) throw new Error('the user is gone');
      const { surfaced_at } = user;
      const times = { created_at: at, received_at: at, surfaced_at, updated_at: at };
      const state = { read_at: null, archived_at: null, occurrences: 1 };
      const row = wholeRow({
        ...{ ...toContent(CRITICAL), ...times, ...state },
        ...{ id: newId(), user_id: userId, revision },
      });
      yield* storage.notifications.insert(row);
      yield* storage.users.countSource(userId, row.source, 1);
    }
  });
  storage.close();
  return { folder, token, epoch: storage.epoch };
}

/** What is measured would wait for the writing of the copy. */
function bringToDisk(file: string): void {
  const copy = fs.openSync(file, 'r+');
  fs.fsyncSync(copy);
  fs.closeSync(copy);
}

export function createSeeds(): Seeds {
  const seeds = new Map<number, Promise<Seed>>();
  const folders: string[] = [];
  return {
    async profile(rows) {
      const seed = seeds.get(rows) ?? fill(rows);
      seeds.set(rows, seed);
      const { folder, token, epoch } = await seed;
      folders.push(folder);
      const profile = newProfile();
      const database = path.join(profile, DATABASE_FILE);
      fs.copyFileSync(path.join(folder, DATABASE_FILE), database);
      bringToDisk(database);
      return { profile, database, token, epoch };
    },
    remove() {
      for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
