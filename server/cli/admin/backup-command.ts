import path from 'node:path';
import Type from 'typebox';
import { backUp } from '../../storage/storage.ts';
import { ConfigError, readCommand } from '../flags.ts';
import type { CommandContext } from './context.ts';

const Options = Type.Object({
  'data-dir': Type.String({ minLength: 1, default: 'belfry-data' }),
});

const HELP = `Copies the database into a new file. The server may be running.

Usage: npm run server -- backup FILE [--data-dir DIR]

To restore it: stop the server, remove belfry.db, belfry.db-wal and belfry.db-shm from its folder, put FILE there as belfry.db, and
start the server. Clients notice that and read everything again. Do not restore another copy of belfry.db: clients would take it for
the same database, and could miss later notifications.`;

/** `backup FILE`. @throws ConfigError for wrong usage */
export async function backupCommand(
  argv: readonly string[],
  { withStorage, print }: CommandContext,
): Promise<void> {
  const { flags, help, positionals } = readCommand(Options, argv, { env: null, positionals: 1, secrets: [] });
  if (help) {
    print(HELP);
    return;
  }
  const [name] = positionals;
  if (name === undefined) throw new ConfigError('Name the file to write.');
  const file = path.resolve(name);
  await withStorage(flags['data-dir'], ({ db }) => backUp(db, file));
  print(`The database was copied to ${file}.`);
}
