import { readFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Log } from '../../system/log.ts';

const ToastIds = Type.Object({
  /** The bus, by its GUID, and the daemon, by its unique name there: no bus gives a name twice, and no daemon an id. */
  bus: Type.String(),
  owner: Type.String(),
  ids: Type.Array(Type.Integer({ minimum: 1, maximum: 2 ** 32 - 1 })),
});
/** Toasts, as the daemon that shows them knows them. They mean nothing to any other one. */
export type ToastIds = Readonly<Static<typeof ToastIds>>;

export interface ToastIdsFile {
  /** What the last run left behind; null: nothing, or nothing that can be read. */
  left(): ToastIds | null;
  /** Soon; of several at a time, the last. */
  write(ids: ToastIds): void;
  /** Settles once all of it is in the file, or cannot be. */
  written(): Promise<void>;
}

/**
 * `PROFILE/toasts.json`: the toasts of this run, for the next one if this one crashes. The disk need not have it: after a power cut
 * no toast is there either.
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
        log.error(`the ids of toasts are not kept: ${error}`);
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
