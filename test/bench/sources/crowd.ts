/** The users of a team server who are all there at once. */
import { createAccounts } from '../../../server/accounts/accounts.ts';
import { NOBODY, openStorage, type Steps } from '../../../server/storage/storage.ts';
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
  const crowd = await storage.work(NOBODY, function* () {
    function* clients(name: string, length: number): Steps<StormClient[]> {
      const made: StormClient[] = [];
      for (let index = 0; index < length; index += 1) {
        const userId = yield* storage.users.insert(`${name} ${index}`, Date.now());
        made.push({ userId, token: yield* accounts.mint(userId, 'bench', ['inbox']) });
      }
      return made;
    }
    const sender = yield* storage.users.insert('Sender', Date.now());
    return {
      senderToken: yield* accounts.mint(sender, 'bench', ['send', 'admin']),
      clients: yield* clients('Client', count),
      witnesses: yield* clients('Witness', WITNESSES),
    };
  });
  storage.close();
  return { ...crowd, folder };
}
