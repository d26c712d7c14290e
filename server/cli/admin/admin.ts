import { appCommand } from './app-command.ts';
import { backupCommand } from './backup-command.ts';
import type { CommandContext } from './context.ts';
import { deliveriesCommand } from './deliveries-command.ts';
import { memberCommand } from './member-command.ts';
import { userCommand } from './user-command.ts';

export { withStorage } from './context.ts';

type Command = (argv: readonly string[], context: CommandContext) => Promise<void>;

/** Commands on the stored data, whether or not a server runs. */
export const ADMIN_COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['app', appCommand],
  ['backup', backupCommand],
  ['deliveries', deliveriesCommand],
  ['member', memberCommand],
  ['user', userCommand],
]);
