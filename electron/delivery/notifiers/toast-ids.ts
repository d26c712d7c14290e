import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Log } from '../../system/log.ts';

const ToastIds = Type.Object({
  /** GUID of the bus. With the daemon's unique name on it, it identifies the daemon for ever: a bus never reuses a name. */
  bus: Type.String(),
  owner: Type.String(),
  ids: Type.Array(Type.Integer({ minimum: 1, maximum: 2 ** 32 - 1 })),
});
/** Ids of toasts. They mean nothing to any other daemon. */
export type ToastIds = Readonly<Static<typeof ToastIds>>;

export interface ToastIdsFile {
  /** What the previous run left; null: nothing, or the file cannot be read. */
  left(): ToastIds | null;
  /** Writes soon; of several calls at a time, the last one counts. */
  write(ids: ToastIds): void;
  /** Settles once everything is written, or cannot be. */
  written(): Promise<void>;
}

/**
 * `PROFILE/toasts.json`: the toasts of this run, for the next run if this one crashes. It is not synced to the disk: a power cut
 * also takes the toasts away.
 */
export function openToastIds(file: string, log: Log): ToastIdsFile {
  let wanted: ToastIds | null = null;
  let writing: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    while (wanted !== null) {
      const text = JSON.stringify(wanted);
      wanted = null;
      try {
        await fs.writeFile(`${file}.part`, text, { mode: 0o600 });
        await fs.rename(`${file}.part`, file);
      } catch (error) {
        log.error(`the ids of toasts are not saved: ${error}`);
      }
    }
    writing = null;
  }

  return {
    left() {
      try {
        const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
        return Value.Check(ToastIds, content) ? content : null;
      } catch {
        return null;
      }
    },
    write(ids) {
      wanted = ids;
      writing ??= writeAll();
    },
    written: async () => void (await writing),
  };
}
