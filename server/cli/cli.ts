import { visibleText } from '#server/rules/text';
import { AccountProblem } from '../accounts/users.ts';
import { AppProblem } from '../apps/app-settings.ts';
import { AppError, StartError } from '../errors.ts';
import { appCommand } from './admin/app-command.ts';
import { backupCommand } from './admin/backup-command.ts';
import { type CommandContext, withStorage } from './admin/context.ts';
import { deliveriesCommand } from './admin/deliveries-command.ts';
import { memberCommand } from './admin/member-command.ts';
import { userCommand } from './admin/user-command.ts';
import { ConfigError } from './flags.ts';
import { createPasswordInput, type Terminal } from './password-input.ts';

type Command = (argv: readonly string[], context: CommandContext) => Promise<void>;

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['app', appCommand],
  ['backup', backupCommand],
  ['deliveries', deliveriesCommand],
  ['member', memberCommand],
  ['user', userCommand],
]);

const BAD_USAGE = 2;

const isExpected = (error: unknown): error is Error =>
  error instanceof AccountProblem ||
  error instanceof AppProblem ||
  error instanceof AppError ||
  error instanceof StartError;

/**
 * A command about what is stored, when the first argument names one.
 * @returns the exit code: 0 done, 1 not possible, 2 wrong usage; null: it is no such command, but flags of the server
 */
export async function runCommand(
  [name = '', ...argv]: readonly string[],
  io: Readonly<{ print: (text: string) => void; complain: (text: string) => void }> & Terminal,
): Promise<number | null> {
  const command = COMMANDS.get(name);
  if (command === undefined) return null;
  try {
    // Names are others' words.
    const print = (text: string): void => io.print(visibleText(text));
    await command(argv, { withStorage, print, passwords: createPasswordInput(io) });
    return 0;
  } catch (error) {
    if (error instanceof ConfigError) {
      io.complain(`${visibleText(error.message)}\nSee npm run server -- ${name} --help.`);
      return BAD_USAGE;
    }
    if (!isExpected(error)) throw error;
    io.complain(visibleText(error.message));
    return 1;
  }
}
