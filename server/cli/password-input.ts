import { createInterface } from 'node:readline';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { AccountProblem } from '../accounts/accounts.ts';

export type Terminal = Readonly<{
  input: Readable & { isTTY?: boolean };
  /** Where prompts are written; standard output is for results. */
  prompts: Writable;
}>;

/** Reads passwords, never from arguments, which other users of the computer can read. */
export interface PasswordInput {
  /** The first line of the input. @throws AccountProblem for invalid UTF-8 */
  line(): Promise<string>;
  /** Asks twice, without echo. null: there is no terminal, or the answer is empty. @throws AccountProblem */
  ask(): Promise<string | null>;
}

export function createPasswordInput({ input, prompts }: Terminal): PasswordInput {
  /** Invalid UTF-8 has been decoded to this character, so it would be another password than the user meant. */
  function whole(password: string): string {
    if (password.includes('\uFFFD')) throw new AccountProblem('The password is not UTF-8.');
    return password;
  }

  async function ask(question: string): Promise<string> {
    prompts.write(question);
    // In terminal mode it reads keys one by one; their echo goes nowhere.
    const lines = createInterface({ input, output: new PassThrough().resume(), terminal: true });
    try {
      return await new Promise<string>((resolve, reject) => {
        lines.once('line', resolve);
        // On Ctrl+C, or at the end of the input.
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
