import type { Bridge } from '#app/ipc';
import type { Failure } from '#app/result';
import { createStore, type Readable } from './store.ts';

/**
 * A sender's button that was pressed in this window, until the row itself says what became of it. `asking`: main sends nothing before
 * its user has allowed the address.
 */
export type Press = Readonly<{ action: string }> &
  Readonly<{ status: 'sending' | 'asking' | 'done' } | { status: 'failed'; error: Failure }>;

/** By notification: one press each. */
export interface Presses extends Readable<ReadonlyMap<string, Press>> {
  press(id: string, action: string): Promise<void>;
  /** @param url the address that its user has read */
  allow(id: string, action: string, url: string): Promise<void>;
  /** This has failed outside the window, for example on a toast. */
  tellFailed(id: string, action: string, error: Failure): void;
  dismiss(id: string): void;
}

export function createPresses(bridge: Bridge): Presses {
  const store = createStore<ReadonlyMap<string, Press>>(new Map());

  function set(id: string, press: Press | null): void {
    const next = new Map(store.get());
    if (press === null) next.delete(id);
    else next.set(id, press);
    store.set(next);
  }

  function tellFailed(id: string, action: string, error: Failure): void {
    set(
      id,
      error.code === 'action_unknown' ? { action, status: 'asking' } : { action, status: 'failed', error },
    );
  }

  async function send(id: string, action: string, url: string | null): Promise<void> {
    if (store.get().get(id)?.status === 'sending') return;
    set(id, { action, status: 'sending' });
    const result = await bridge.call(
      'command.run',
      url === null
        ? { id: 'inbox.runAction', args: { id, action } }
        : { id: 'inbox.allowAction', args: { id, action, url } },
    );
    if (result.ok) set(id, { action, status: 'done' });
    else tellFailed(id, action, result.error);
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    press: (id, action) => send(id, action, null),
    allow: send,
    tellFailed,
    dismiss: (id) => set(id, null),
  };
}
