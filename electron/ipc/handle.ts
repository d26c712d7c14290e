import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { Value } from 'typebox/value';
import { CALLS, type CallArgs, type CallName, type CallResults } from '#app/ipc';
import { CALL_CHANNEL } from '#app/ipc-channels';
import type { Failure, Result } from '#app/result';
import { UI_ORIGIN } from '../shell/shell.ts';

export type Handlers = { [C in CallName]: (args: CallArgs[C]) => Promise<Result<CallResults[C]>> };

const refuse = (code: Failure['code'], message: string): Result<never> => ({
  ok: false,
  error: { code, message },
});

function trusted(event: IpcMainInvokeEvent, isWindow: (contentsId: number) => boolean): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null || !isWindow(event.sender.id)) return false;
  return new URL(frame.url).origin === UI_ORIGIN || frame.url.startsWith(`${UI_ORIGIN}/`);
}

/** The only user of ipcMain. It checks the sender, then the arguments, and always answers with data. */
export function handleCalls(deps: {
  ipcMain: Pick<IpcMain, 'handle'>;
  isWindow: (contentsId: number) => boolean;
  handlers: Handlers;
  log: (message: string) => void;
}): void {
  deps.ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, args: unknown): Promise<Result<unknown>> => {
    if (!trusted(event, deps.isWindow)) return refuse('refused_sender', 'This page may not call.');
    if (typeof name !== 'string' || !Object.hasOwn(CALLS, name)) {
      return refuse('invalid_arguments', 'There is no such call.');
    }
    const call = name as CallName;
    if (!Value.Check(CALLS[call], args)) {
      const first = Value.Errors(CALLS[call], args)[0];
      return refuse(
        'invalid_arguments',
        `${call}: ${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim(),
      );
    }
    try {
      return await (deps.handlers[call] as (checked: unknown) => Promise<Result<unknown>>)(args);
    } catch (error) {
      deps.log(`${call} failed: ${error instanceof Error ? error.stack : String(error)}`);
      return refuse('internal', 'Something went wrong; see the log.');
    }
  });
}
