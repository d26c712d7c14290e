import { LOCAL } from '#server/rules/content';
import type { SenderAction } from '#server/rules/content/actions';
import { offeredActions } from '#server/rules/runs';
import type { BackendClient } from '../backend/backend.ts';
import type { KnownRow } from '../inbox/inbox.ts';
import type { RequestRights } from '../sources/sources.ts';
import type { Opener } from '../system/opener.ts';

/** Why a button that a sender offers does nothing. `action_unknown`: its user has not allowed this source to send requests there yet. */
export class PressError extends Error {
  readonly code: 'not_found' | 'action_unknown' | 'action_inside';
  constructor(code: PressError['code']) {
    super(code);
    this.code = code;
  }
}

type Row = Pick<KnownRow, 'source' | 'actions'>;

export interface Presses {
  /** Does what a sender offers. @throws PressError, OpenError, BackendError */
  press(id: string, action: string): Promise<void>;
  /**
   * Allows this notification's source to send requests to the origin of an action, and presses it.
   * @param url as its user has read it: the action may be another one by now
   * @throws as `press`; NodeJS.ErrnoException
   */
  allow(id: string, action: string, url: string): Promise<void>;
}

export function createPresses(deps: {
  find: (id: string) => Row | undefined;
  opener: Pick<Opener, 'link'>;
  copy: (text: string) => void;
  client: () => Pick<BackendClient, 'run'>;
  rights: Pick<RequestRights, 'to' | 'allow'>;
  leadsOutside: (url: URL) => Promise<boolean>;
  /** Marks it as read. */
  read: (id: string) => Promise<unknown>;
  /** These notifications were on a screen. */
  seen: (ids: readonly string[]) => void;
}): Presses {
  const { rights } = deps;

  function find(id: string, wanted: string): Readonly<{ row: Row; action: SenderAction }> {
    const row = deps.find(id);
    const action = row && offeredActions(row).find((one) => one.id === wanted);
    if (row === undefined || action === undefined) throw new PressError('not_found');
    return { row, action };
  }

  async function askFirst({ source }: Row, address: string): Promise<void> {
    const url = new URL(address);
    const right = rights.to(source, url);
    if (right === 'own') return;
    // No question whose answer would change nothing.
    if (source !== LOCAL && !(await deps.leadsOutside(url))) throw new PressError('action_inside');
    if (right === 'unknown') throw new PressError('action_unknown');
  }

  async function press(id: string, wanted: string): Promise<void> {
    const { row, action } = find(id, wanted);
    switch (action.kind) {
      case 'open':
        await deps.opener.link(action.url);
        break;
      case 'copy':
        deps.copy(action.text);
        break;
      case 'http':
        await askFirst(row, action.url);
        await deps.client().run(id, wanted);
        break;
      case 'event':
        await deps.client().run(id, wanted);
        break;
      default:
        return action satisfies never;
    }
    deps.seen([id]);
    // The backend marks what was chosen; a request is not done yet.
    if (action.kind === 'open' || action.kind === 'copy') await deps.read(id);
  }

  return {
    press,
    async allow(id, wanted, url) {
      const { row, action } = find(id, wanted);
      if (action.kind !== 'http' || action.url !== url) throw new PressError('not_found');
      rights.allow(row.source, new URL(url).origin);
      await press(id, wanted);
    },
  };
}
