/** The users of a team server who are all there at once. */
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { openStorage } from '../../../server/storage/storage.ts';
import { newDataDir, quiet } from '../../support/server.ts';
import type { StormClient } from './storm-client.ts';

const WITNESSES = 10;

export interface Crowd {
  readonly clients: readonly StormClient[];
  /** Their connections stay, and what is sent to them is timed. */
  readonly witnesses: readonly StormClient[];
  /** May send to all. */
  readonly senderToken: string;
  readonly folder: string;
}

/** The data of a team server with this many signed-in users. */
export async function gather(count: number): Promise<Crowd> {
  const folder = newDataDir();
  const storage = await openStorage({ dataDir: folder, log: quiet });
  const accounts = createAccounts({ storage, now: Date.now });
  const crowd = await storage.work(() => {
    const client = (name: string): StormClient => {
      const userId = storage.users.insert(name, Date.now());
      return { userId, token: accounts.mint(userId, 'bench', ['inbox']) };
    };
    return {
      senderToken: accounts.mint(storage.users.insert('Sender', Date.now()), 'bench', ['send', 'admin']),
      clients: Array.from({ length: count }, (_, index) => client(`Client ${index}`)),
      witnesses: Array.from({ length: WITNESSES }, (_, index) => client(`Witness ${index}`)),
    };
  });
  storage.close();
  return { ...crowd, folder };
}
