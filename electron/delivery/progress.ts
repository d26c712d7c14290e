import type { Notification } from '#server/notification';
import { newsRevision } from '#server/rules/order';
import type { Log } from '../system/log.ts';
import type { Journal, Mark } from './journal.ts';

/** How far this device has announced: the mark never passes a notification that still waits. */
export interface Progress {
  /** Counts for this database from now on; another one starts at nothing. */
  adopt(epoch: string): void;
  /** A previous run has announced it, since it last came to the top. */
  isAnnounced(item: Notification): boolean;
  /** No previous run has announced anything of this database. */
  isFirst(): boolean;
  /** It waits: the mark stays below it until it is announced or dropped. */
  add(item: Notification): void;
  drop(id: string): void;
  clear(): void;
  /** Counts these, and everything up to `upTo` that was not added, as announced, also after a crash. */
  announced(items: readonly Notification[], upTo: number): void;
}

/** Ids are the server's words: one may be the name of what every object has. */
const aheadOf = ({ ahead = {} }: Mark, id: string): number =>
  Object.hasOwn(ahead, id) ? (ahead[id] ?? -1) : -1;

export function createProgress(deps: {
  journal: Journal;
  /** Lowest revision that has arrived and is announced later; Infinity: none. */
  waitingFrom: () => number;
  log: Log;
}): Progress {
  const { journal } = deps;
  /** Where the previous run stopped. */
  const floor = journal.mark();
  const open = new Map<string, number>();
  let epoch: string | null = null;
  let highest = 0;

  return {
    adopt(current) {
      if (epoch === current) return;
      epoch = current;
      open.clear();
      const known = floor?.epoch === current ? floor : null;
      highest = known?.revision ?? 0;
      for (const revision of Object.values(known?.ahead ?? {})) highest = Math.max(highest, revision);
    },
    isAnnounced(item) {
      if (floor === null || floor.epoch !== epoch) return false;
      return newsRevision(item) <= Math.max(floor.revision, aheadOf(floor, item.id));
    },
    isFirst: () => floor?.epoch !== epoch,
    add: (item) => void open.set(item.id, newsRevision(item)),
    drop: (id) => void open.delete(id),
    clear: () => open.clear(),
    announced(items, upTo) {
      if (epoch === null) return;
      highest = Math.max(highest, upTo);
      const announced: [string, number][] = [];
      for (const item of items) {
        const revision = newsRevision(item);
        open.delete(item.id);
        announced.push([item.id, revision]);
        highest = Math.max(highest, revision);
      }
      let mark = Math.min(highest, deps.waitingFrom() - 1);
      for (const revision of open.values()) mark = Math.min(mark, revision - 1);
      try {
        journal.advance(epoch, mark, Object.fromEntries(announced));
      } catch (error) {
        // Announcing twice after a restart is better than not announcing at all.
        deps.log.error(`the journal cannot be written: ${error}`);
      }
    },
  };
}
