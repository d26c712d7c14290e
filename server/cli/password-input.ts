import { createInterface } from 'node:readline/promises';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { AccountProblem } from '../accounts/users.ts';

export type Terminal = Readonly<{
  input: Readable & { isTTY?: boolean };
  /** Where questions go; standard output is for answers. */
  prompts: Writable;
}>;

/** How a password comes in: never as an argument, which other users of the machine can read. */
export interface PasswordInput {
  /** The first line of the input. */
  line(): Promise<string>;
  /** Asked twice, and not shown; null: there is nobody to ask, or the answer is empty. @throws AccountProblem */
  ask(): Promise<string | null>;
}

export function createPasswordInput({ input, prompts }: Terminal): PasswordInput {
  /** @param shown false: keys are read as they are, and nothing of them is written */
  async function read(question: string, shown: boolean): Promise<string> {
    prompts.write(question);
    const lines = createInterface({ input, output: new PassThrough().resume(), terminal: !shown });
    const interrupted = new Promise<never>((_, reject) => {
      lines.once('SIGINT', () => reject(new AccountProblem('Interrupted.')));
    });
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    try {
      return await Promise.race([lines.question(''), interrupted, ended]);
    } finally {
      lines.close();
      if (!shown) prompts.write('\n');
    }
  }

  return {
    line: () => read('', true),
    async ask() {
      if (input.isTTY !== true) return null;
      const password = await read('Password (empty for none): ', false);
      if (password === '') return null;
      if ((await read('Once more: ', false)) !== password) {
        throw new AccountProblem('The two passwords differ.');
      }
      return password;
    },
  };
}
