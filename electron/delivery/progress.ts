import type { Notification } from '#server/notification';
import type { Log } from '../system/log.ts';
import type { Journal } from './journal.ts';

/** How far this device has announced, exactly: the mark never passes what still waits to be announced. */
export interface Progress {
  /** From now on of this database; another one starts from nothing. */
  adopt(epoch: string): void;
  /** The run before this one has announced it. */
  isAnnounced(item: Notification): boolean;
  /** Nothing of this database was announced by the run before. */
  isFirst(): boolean;
  /** Accepted: the mark stays below it until it is announced or dropped. */
  take(item: Notification): void;
  drop(id: string): void;
  clear(): void;
  /** These, and all else up to `upTo` that was not taken on, count as announced, also after a crash. */
  announced(items: readonly Notification[], upTo: number): void;
}

export function createProgress(deps: {
  journal: Journal;
  /** Lowest revision of what has arrived and is told later; Infinity: there is nothing such. */
  waitingFrom: () => number;
  log: Log;
}): Progress {
  const { journal } = deps;
  /** Where the run before this one stopped. */
  const floor = journal.mark();
  const open = new Map<string, number>();
  const ahead = new Map<string, number>();
  let epoch: string | null = null;
  let reached = 0;

  return {
    adopt(current) {
      if (epoch === current) return;
      epoch = current;
      open.clear();
      ahead.clear();
      const known = floor?.epoch === current ? floor : null;
      for (const [id, revision] of Object.entries(known?.ahead ?? {})) ahead.set(id, revision);
      reached = Math.max(known?.revision ?? 0, ...ahead.values());
    },
    isAnnounced: ({ id, created_revision }) =>
      floor?.epoch === epoch && (created_revision <= floor.revision || Object.hasOwn(floor.ahead ?? {}, id)),
    isFirst: () => floor?.epoch !== epoch,
    take: ({ id, created_revision }) => void open.set(id, created_revision),
    drop: (id) => void open.delete(id),
    clear: () => open.clear(),
    announced(items, upTo) {
      if (epoch === null) return;
      reached = Math.max(reached, upTo);
      for (const { id, created_revision } of items) {
        open.delete(id);
        ahead.set(id, created_revision);
        reached = Math.max(reached, created_revision);
      }
      let mark = Math.min(reached, deps.waitingFrom() - 1);
      for (const revision of open.values()) mark = Math.min(mark, revision - 1);
      for (const [id, revision] of ahead) if (revision <= mark) ahead.delete(id);
      try {
        journal.advance(epoch, mark, Object.fromEntries(ahead));
      } catch (error) {
        // Announcing twice after a restart is the lesser evil than not announcing at all.
        deps.log.error(`the journal cannot be written: ${error}`);
      }
    },
  };
}
