import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createPasswordInput } from '../../../server/cli/password-input.ts';

function terminal(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const prompts = new PassThrough();
  let written = '';
  prompts.on('data', (text) => {
    written += text;
  });
  return { ...createPasswordInput({ input, prompts }), input, written: () => written };
}

/** Types each answer once its question is there. */
async function answer(at: ReturnType<typeof terminal>, ...answers: string[]): Promise<string | null> {
  const asked = at.ask();
  const questions = ['Password (empty for none): ', 'Once more: '];
  for (const [index, text] of answers.entries()) {
    await expect.poll(at.written).toContain(questions[index]);
    at.input.write(text);
  }
  return asked;
}

test('a password is asked for twice, and not shown', async () => {
  const at = terminal(true);
  expect(await answer(at, 'hush hush\r', 'hush hush\r')).toBe('hush hush');
  expect(at.written()).toBe('Password (empty for none): \nOnce more: \n');
});

test('typing errors can be corrected', async () => {
  expect(await answer(terminal(true), 'husj\x7fh\r', 'hush\r')).toBe('hush');
});

test('two that differ are refused', async () => {
  await expect(answer(terminal(true), 'one\r', 'two\r')).rejects.toThrow('differ');
});

test('an empty password means none', async () => {
  expect(await answer(terminal(true), '\r')).toBeNull();
});

test('Ctrl+C ends it', async () => {
  await expect(answer(terminal(true), 'hus\x03')).rejects.toThrow('Interrupted');
});

test('the end of the input ends it, too', async () => {
  const at = terminal(true);
  const asked = at.ask();
  at.input.end();
  await expect(asked).rejects.toThrow('Interrupted');
});

test('nobody is asked without a terminal', async () => {
  const at = terminal(false);
  expect(await at.ask()).toBeNull();
  expect(at.written()).toBe('');
});

test.each([
  ['a line', 'pass word\nmore\n', 'pass word'],
  ['a line of Windows', 'pass word\r\n', 'pass word'],
  ['what has no end of line', 'pass word', 'pass word'],
  ['nothing', '', ''],
])('%s is read as it comes in', async (_, text, password) => {
  const at = terminal(false);
  at.input.end(text);
  expect(await at.line()).toBe(password);
});

test('input that is not UTF-8 is refused: it would be another password', async () => {
  const latin = Buffer.from('caf\xe9\n', 'latin1');
  const piped = terminal(false);
  piped.input.end(latin);
  await expect(piped.line()).rejects.toThrow('not UTF-8');
  const whole = terminal(false);
  whole.input.end('café\n');
  expect(await whole.line()).toBe('café');
  const typed = terminal(true);
  const asked = typed.ask();
  typed.input.write(Buffer.concat([latin.subarray(0, -1), Buffer.from('\r')]));
  await expect(asked).rejects.toThrow('not UTF-8');
});
