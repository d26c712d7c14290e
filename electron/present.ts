import type { Notification } from '#server/notification';
import type { InboxChange, InboxClient, Position, Rows } from '../server/client/client.ts';
import type { Delivery } from './delivery/delivery.ts';

/** What comes of a source's catch-up is told after so long at the latest, and then after twice that; in milliseconds. */
const PATIENCE = 10_000;

export interface Present {
  /** A first run starts from where the backend stood before anybody could send. */
  begin(at: Position): void;
  /** One change of the inbox, to every view. */
  take(change: InboxChange): void;
  /** Brings the inbox level with the backend, and tells once of all that had been missed. */
  catchUp(): Promise<void>;
  /** A source has begun, or ended, to ask for what it missed: what comes of it meanwhile is told together. */
  catchingUp(source: string, is: boolean): void;
  /** Lowest revision of what has arrived and is not told yet; Infinity: there is nothing such. */
  waitingFrom(): number;
  dispose(): void;
}

/**
 * From a change of the inbox to its views. Until a catch-up is complete, what arrives is collected, also what comes live:
 * announcing it would move the mark past what is still missing. While only a source catches up, its own is collected, and
 * the rest appears at once.
 */
export function createPresent(deps: {
  inbox: Pick<InboxClient, 'state' | 'begin' | 'sync'>;
  unread: Pick<Rows, 'get' | 'load'>;
  delivery: Pick<Delivery, 'arrived' | 'updated' | 'backlog' | 'level' | 'gone' | 'reset'>;
}): Present {
  const { inbox, delivery } = deps;
  const waiting = new Map<string, Notification>();
  /** Those that catch up; another value for each time. */
  const sources = new Map<string, symbol>();
  let behind = true;
  let replaced = false;
  let patience = PATIENCE;
  let timer: NodeJS.Timeout | undefined;

  const isLater = ({ source }: Notification): boolean => behind || sources.has(source);

  function wait(items: readonly Notification[]): void {
    for (const item of items) waiting.set(item.id, item);
    if (waiting.size === 0 || behind) return;
    timer ??= setTimeout(() => {
      patience *= 2;
      tell([...waiting.values()], []);
    }, patience);
  }

  function tell(items: readonly Notification[], later: readonly Notification[]): void {
    clearTimeout(timer);
    timer = undefined;
    waiting.clear();
    wait(later);
    const { epoch, revision } = inbox.state();
    if (epoch !== null) delivery.backlog(epoch, revision, items);
  }

  async function caughtUp(source: string, time: symbol): Promise<void> {
    // The last of it may be on its way still. Without the backend there is a catch-up to come.
    await inbox.sync('live').catch(() => {});
    if (sources.get(source) !== time) return;
    sources.delete(source);
    if (sources.size > 0) return;
    patience = PATIENCE;
    if (!behind && waiting.size > 0) tell([...waiting.values()], []);
  }

  return {
    begin(at) {
      if (inbox.state().epoch !== null) return;
      inbox.begin(at);
      delivery.backlog(at.epoch, at.revision, []);
    },
    take({ state, arrived, updated, gone, reset, origin }) {
      if (reset) {
        waiting.clear();
        replaced = true;
        delivery.reset();
      }
      for (const id of gone) waiting.delete(id);
      delivery.gone(gone);
      for (const item of updated) if (waiting.has(item.id)) waiting.set(item.id, item);
      delivery.updated(updated);
      const later = origin === 'catch-up' ? arrived : arrived.filter(isLater);
      wait(later);
      const now = arrived.filter((item) => !waiting.has(item.id));
      if (state.epoch !== null && now.length > 0) delivery.arrived(state.epoch, now);
      delivery.level(state.revision);
    },
    async catchUp() {
      behind = true;
      await inbox.sync('catch-up');
      await deps.unread.load();
      const items = replaced ? (deps.unread.get()?.items ?? []).toReversed() : [...waiting.values()];
      behind = false;
      replaced = false;
      tell(
        items.filter((item) => !isLater(item)),
        items.filter(isLater),
      );
    },
    catchingUp(source, is) {
      const time = sources.get(source);
      if (is) sources.set(source, Symbol(source));
      else if (time !== undefined) void caughtUp(source, time);
    },
    waitingFrom() {
      let lowest = Number.POSITIVE_INFINITY;
      for (const item of waiting.values()) lowest = Math.min(lowest, item.created_revision);
      return lowest;
    },
    dispose: () => clearTimeout(timer),
  };
}
