import { expect, test } from 'vitest';
import type { Bridge } from '#app/ipc';
import type { Failure } from '#app/result';
import { createPresses } from '../../renderer/state/presses.ts';

function setUp() {
  const calls: unknown[] = [];
  const answers: ((error: Failure | null) => void)[] = [];
  const bridge = {
    on: () => () => {},
    call: (_name: string, args: unknown) => {
      calls.push(args);
      return new Promise((resolve) =>
        answers.push((error) => resolve(error === null ? { ok: true, value: null } : { ok: false, error })),
      );
    },
  } as unknown as Bridge;
  const presses = createPresses(bridge);
  const settle = async (error: Failure | null): Promise<void> => {
    answers.shift()?.(error);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { presses, calls, settle, of: (id: string) => presses.get().get(id) };
}

test('a second press, while the first is on its way, is none', async () => {
  const { presses, calls, settle, of } = setUp();
  void presses.press('n', 'Restart');
  void presses.press('n', 'Restart');
  expect(calls).toEqual([{ id: 'inbox.runAction', args: { id: 'n', action: 'Restart' } }]);
  await settle(null);
  expect(of('n')).toEqual({ action: 'Restart', status: 'done' });
});

test('an address that was not allowed is asked for, and allowed as it was read', async () => {
  const { presses, calls, settle, of } = setUp();
  void presses.press('n', 'Restart');
  await settle({ code: 'action_unknown' });
  expect(of('n')).toEqual({ action: 'Restart', status: 'asking' });
  const url = 'https://ci.example.com/restart';
  void presses.allow('n', 'Restart', url);
  expect(calls.at(-1)).toEqual({ id: 'inbox.allowAction', args: { id: 'n', action: 'Restart', url } });
  await settle({ code: 'backend_unavailable' });
  expect(of('n')).toMatchObject({ status: 'failed', error: { code: 'backend_unavailable' } });
  presses.dismiss('n');
  expect(of('n')).toBeUndefined();
});

test('what failed on a toast is asked or said here', () => {
  const { presses, of } = setUp();
  presses.tellFailed('n', 'Restart', { code: 'action_unknown' });
  expect(of('n')).toMatchObject({ status: 'asking' });
  presses.tellFailed('n', 'Restart', { code: 'action_inside' });
  expect(of('n')).toMatchObject({ status: 'failed' });
});
