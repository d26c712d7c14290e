import type { Notification } from '#server/notification';
import type { Delivery } from './delivery/delivery.ts';
import type { Inbox, InboxChange, Position } from './inbox/inbox.ts';
import type { Push } from './ipc/push.ts';

export interface Present {
  /** A first run starts from where the backend stood before anybody could send. */
  begin(at: Position): void;
  /** One change of the inbox, to every view. */
  take(change: InboxChange): void;
  /** Brings the inbox level with the backend, and tells once of all that had been missed. */
  catchUp(): Promise<void>;
}

/**
 * From a change of the inbox to its views. Until a catch-up is complete, what arrives is collected, also what comes live:
 * announcing it would move the mark past what is still missing.
 */
export function createPresent(deps: {
  inbox: () => Inbox;
  delivery: Pick<Delivery, 'arrived' | 'backlog' | 'gone' | 'reset'>;
  push: Push;
  refresh: () => void;
}): Present {
  const missed = new Map<string, Notification>();
  let behind = true;
  let replaced = false;

  return {
    begin(at) {
      const inbox = deps.inbox();
      if (inbox.state().epoch !== null) return;
      inbox.begin(at);
      deps.delivery.backlog(at.epoch, at.revision, []);
    },
    take({ state, arrived, gone, reset, origin, patches }) {
      if (reset) {
        missed.clear();
        replaced = true;
        deps.delivery.reset();
      }
      for (const id of gone) missed.delete(id);
      deps.delivery.gone(gone);
      if (behind || origin === 'catch-up') for (const item of arrived) missed.set(item.id, item);
      else if (state.epoch !== null) deps.delivery.arrived(state.epoch, arrived);
      for (const patch of patches) deps.push('list', patch);
      deps.refresh();
    },
    async catchUp() {
      behind = true;
      const inbox = deps.inbox();
      await inbox.sync('catch-up');
      const unread = await inbox.list('unread');
      const { epoch, revision } = inbox.state();
      const items = replaced ? [...unread.items].reverse() : [...missed.values()];
      missed.clear();
      behind = false;
      replaced = false;
      if (epoch !== null) deps.delivery.backlog(epoch, revision, items);
    },
  };
}
