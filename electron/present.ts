import type { Notification } from '#server/notification';
import { newsRevision } from '#server/rules/order';
import type { InboxChange, InboxClient, Position, Rows } from '../server/client/client.ts';
import type { Delivery } from './delivery/delivery.ts';

/** Longest wait before arrivals of a catching-up source are shown, in milliseconds; doubles each time. */
const PATIENCE = 10_000;
/** What main hears so long after the backend had it, in milliseconds, was missed: the computer slept, or Belfry stood still. */
const LATE = 5_000;

export interface Present {
  /** A first run starts from where the backend stood before anybody could send. */
  begin(at: Position): void;
  /** One change of the inbox, to every view. */
  take(change: InboxChange): void;
  /** Brings the inbox level with the backend, and shows all that was missed at once. */
  catchUp(): Promise<void>;
  /** A source has begun, or ended, to ask for what it missed: what arrives from it meanwhile is shown together. */
  catchingUp(source: string, is: boolean): void;
  /** Lowest revision of what has arrived and is not shown yet; Infinity: nothing waits. */
  waitingFrom(): number;
  dispose(): void;
}

/** When the backend had it as news: its arrival, or the end of its snooze. */
const newsAt = ({ created_at, received_at = created_at, surfaced_at = created_at }: Notification): number =>
  Math.max(Date.parse(received_at), Date.parse(surfaced_at));

/**
 * From a change of the inbox to its views. Until a catch-up is complete, what arrives is collected, also what comes live:
 * announcing it would move the mark past what is still missing. While only a source catches up, its own is collected, and
 * the rest appears at once. What comes live and late begins a catch-up, whether or not the system says that it slept.
 */
export function createPresent(deps: {
  inbox: Pick<InboxClient, 'state' | 'begin' | 'sync'>;
  unread: Pick<Rows, 'get' | 'load'>;
  delivery: Pick<Delivery, 'arrived' | 'updated' | 'backlog' | 'level' | 'gone' | 'reset'>;
  /** Leads to `catchUp`, again and again until one succeeds. */
  askForCatchUp: () => void;
  now: () => Date;
}): Present {
  const { inbox, delivery } = deps;
  const waiting = new Map<string, Notification>();
  /** The sources that are catching up; each time has its own symbol. */
  const sources = new Map<string, symbol>();
  let behind = true;
  let replaced = false;
  let patience = PATIENCE;
  let timer: NodeJS.Timeout | undefined;

  const isLate = (item: Notification): boolean => deps.now().getTime() - newsAt(item) > LATE;
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
    // Its last rows may still be on their way. If the backend is away, its own catch-up will follow.
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
      if (!behind && arrived.some(isLate)) {
        behind = true;
        deps.askForCatchUp();
      }
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
      for (const item of waiting.values()) lowest = Math.min(lowest, newsRevision(item));
      return lowest;
    },
    dispose: () => clearTimeout(timer),
  };
}
