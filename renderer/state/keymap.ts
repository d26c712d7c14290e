import { DEFAULTS } from '#app/rules/settings';
import { chosenKeys, createKeymap, type Keymap } from '../commands/commands.ts';
import type { Status } from './status.ts';
import { createStore, type Readable } from './store.ts';

/** The keys that the settings give to commands. */
export function createChosenKeymap(status: Status): Readable<Keymap> {
  const chosen = () => {
    const { keys, singleKeys } = status.get().status?.settings ?? DEFAULTS;
    return { keys, singleKeys };
  };
  let now = JSON.stringify(chosen());
  const store = createStore(createKeymap(chosenKeys(chosen())));
  status.subscribe(() => {
    const next = JSON.stringify(chosen());
    if (next === now) return;
    now = next;
    store.set(createKeymap(chosenKeys(chosen())));
  });
  return store;
}
