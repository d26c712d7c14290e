import { visibleText } from '#server/rules/text/text';
import { AccountProblem } from '../accounts/accounts.ts';
import { AppProblem } from '../apps/apps.ts';
import { AppError, StartError } from '../errors.ts';
import { ADMIN_COMMANDS, withStorage } from './admin/admin.ts';
import { ConfigError } from './flags.ts';
import { createPasswordInput, type Terminal } from './password-input.ts';

export { APP_FLAG_MEANING, AppFlags, toSettings } from './app-flags.ts';
export { ConfigError, flagRows, readCommand, readSecret } from './flags.ts';

const BAD_USAGE = 2;

const isExpected = (error: unknown): error is Error =>
  error instanceof AccountProblem ||
  error instanceof AppProblem ||
  error instanceof AppError ||
  error instanceof StartError;

/**
 * Runs an administrator's command, when the first argument names one.
 * @returns the exit code: 0 done, 1 not possible, 2 wrong usage; null: not a command, but flags of the server
 */
export async function runCommand(
  [name = '', ...argv]: readonly string[],
  io: Readonly<{ print: (text: string) => void; complain: (text: string) => void }> & Terminal,
): Promise<number | null> {
  const command = ADMIN_COMMANDS.get(name);
  if (command === undefined) return null;
  try {
    // Names were chosen by others, and may contain control characters.
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
