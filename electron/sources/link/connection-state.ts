import type { SourceConnection } from '#app/source-view';
import { needsItsUser, TroubleError } from '../trouble.ts';
import type { LinkState } from './link-types.ts';

/** The state of a source, combined from its link and from catching up with what was missed. */
export interface ConnectionState {
  onLink(state: LinkState): void;
  /** Something may have been missed. */
  behind(): void;
  /** Nothing is missing at the moment. */
  caughtUp(): void;
  failed(error: unknown, retryAt: Date): void;
}

/** Calls `onConnection` for changes only. */
export function createConnectionState(onConnection: (connection: SourceConnection) => void): ConnectionState {
  let link: LinkState = { status: 'connecting' };
  let isCaughtUp = false;
  let trouble: (SourceConnection & { status: 'waiting' | 'stopped' }) | null = null;
  let reported = '';

  function current(): SourceConnection {
    if (trouble?.status === 'stopped') return trouble;
    switch (link.status) {
      case 'waiting':
      case 'stopped':
        return link;
      case 'connecting':
        return trouble ?? { status: 'connecting' };
      case 'online':
        return trouble ?? { ...link, status: isCaughtUp ? 'online' : 'catching_up' };
      default:
        return link satisfies never;
    }
  }

  function report(): void {
    const connection = current();
    const text = JSON.stringify(connection);
    if (text === reported) return;
    reported = text;
    onConnection(connection);
  }

  return {
    onLink(state) {
      link = state;
      report();
    },
    behind() {
      isCaughtUp = false;
      report();
    },
    caughtUp() {
      isCaughtUp = true;
      trouble = null;
      report();
    },
    failed(error, retryAt) {
      // A failure of our own backend is not the source's trouble: the source stays behind until it is over.
      if (error instanceof TroubleError) {
        trouble = {
          status: needsItsUser(error) ? 'stopped' : 'waiting',
          trouble: error.trouble,
          detail: error.detail,
          retryAt: retryAt.toISOString(),
        };
      }
      report();
    },
  };
}
