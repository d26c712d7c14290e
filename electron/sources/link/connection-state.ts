import type { SourceConnection } from '#app/source-view';
import { needsItsUser } from '../http/attempts.ts';
import { TroubleError } from '../trouble.ts';
import type { LinkState } from './link.ts';

/** How a source stands, put together from its socket and from the reading of what was missed. */
export interface Standing {
  onLink(state: LinkState): void;
  /** Something may have been missed. */
  behind(): void;
  /** Nothing is missing up to now. */
  level(): void;
  failed(error: unknown, retryAt: Date): void;
}

/** Reports changes only. */
export function createStanding(onConnection: (connection: SourceConnection) => void): Standing {
  let link: LinkState = { status: 'connecting' };
  let isLevel = false;
  let trouble: (SourceConnection & { status: 'waiting' | 'stopped' }) | null = null;
  let told = '';

  function current(): SourceConnection {
    if (trouble?.status === 'stopped') return trouble;
    switch (link.status) {
      case 'waiting':
      case 'stopped':
        return link;
      case 'connecting':
        return trouble ?? { status: 'connecting' };
      case 'online':
        return trouble ?? { ...link, status: isLevel ? 'online' : 'catching_up' };
      default:
        return link satisfies never;
    }
  }

  function tell(): void {
    const connection = current();
    const text = JSON.stringify(connection);
    if (text === told) return;
    told = text;
    onConnection(connection);
  }

  return {
    onLink(state) {
      link = state;
      tell();
    },
    behind() {
      isLevel = false;
      tell();
    },
    level() {
      isLevel = true;
      trouble = null;
      tell();
    },
    failed(error, retryAt) {
      // Trouble with the own backend is none of the source: it stays behind until that is over.
      if (error instanceof TroubleError) {
        trouble = {
          status: needsItsUser(error) ? 'stopped' : 'waiting',
          trouble: error.trouble,
          detail: error.detail,
          retryAt: retryAt.toISOString(),
        };
      }
      tell();
    },
  };
}
