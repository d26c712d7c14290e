import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { Value } from 'typebox/value';
import { CALLS, type CallArgs, type CallName, type CallResults } from '#app/ipc';
import { CALL_CHANNEL } from '#app/ipc-channels';
import type { FailureCode, Result } from '#app/result';
import { UI_ORIGIN } from '../shell/shell.ts';

export type Handlers = { [C in CallName]: (args: CallArgs[C]) => Promise<Result<CallResults[C]>> };

const refuse = (code: FailureCode): Result<never> => ({ ok: false, error: { code } });

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
    if (!trusted(event, deps.isWindow)) return refuse('refused_sender');
    if (typeof name !== 'string' || !Object.hasOwn(CALLS, name)) {
      return refuse('invalid_arguments');
    }
    const call = name as CallName;
    if (!Value.Check(CALLS[call], args)) {
      const first = Value.Errors(CALLS[call], args)[0];
      deps.log(`${call} has other arguments: ${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim());
      return refuse('invalid_arguments');
    }
    try {
      return await (deps.handlers[call] as (checked: unknown) => Promise<Result<unknown>>)(args);
    } catch (error) {
      deps.log(`${call} failed: ${error instanceof Error ? error.stack : String(error)}`);
      return refuse('internal');
    }
  });
}
