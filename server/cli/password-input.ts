import { createInterface } from 'node:readline';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { AccountProblem } from '../accounts/accounts.ts';

export type Terminal = Readonly<{
  input: Readable & { isTTY?: boolean };
  /** Where questions go; standard output is for answers. */
  prompts: Writable;
}>;

/** How a password comes in: never as an argument, which other users of the machine can read. */
export interface PasswordInput {
  /** The first line of the input. @throws AccountProblem where it is not UTF-8 */
  line(): Promise<string>;
  /** Asked twice, and not shown; null: there is nobody to ask, or the answer is empty. @throws AccountProblem */
  ask(): Promise<string | null>;
}

export function createPasswordInput({ input, prompts }: Terminal): PasswordInput {
  /** What is no UTF-8 has become that character by now: it would be another password than the one that was meant. */
  function whole(password: string): string {
    if (password.includes('\uFFFD')) throw new AccountProblem('The password is not UTF-8.');
    return password;
  }

  async function ask(question: string): Promise<string> {
    prompts.write(question);
    // As a terminal it reads keys; what it would show of them goes nowhere.
    const lines = createInterface({ input, output: new PassThrough().resume(), terminal: true });
    try {
      return await new Promise<string>((resolve, reject) => {
        lines.once('line', resolve);
        // Ctrl+C, or the end of the input.
        lines.once('close', () => reject(new AccountProblem('Interrupted.')));
      });
    } finally {
      lines.close();
      prompts.write('\n');
    }
  }

  return {
    async line() {
      for await (const line of createInterface({ input })) return whole(line);
      return '';
    },
    async ask() {
      if (input.isTTY !== true) return null;
      const password = whole(await ask('Password (empty for none): '));
      if (password === '') return null;
      if ((await ask('Once more: ')) !== password) throw new AccountProblem('The two passwords differ.');
      return password;
    },
  };
}
