import type { Command } from '#app/rules/commands';
import type { Notification } from '#server/notification';
import { commandsAfter, commandsOf, seenBy } from './click.ts';
import type { NotifierEvent } from './notifiers/notifiers.ts';
import type { Presenter } from './toasts/toasts.ts';

/** Follows what the notifier tells: a daemon appears, a toast closes, somebody clicks. */
export const createNotifierEvents = (deps: {
  presenter: Pick<Presenter, 'closed' | 'meaning'>;
  /** @param token as a click has it */
  run: (command: Command, token?: string) => void;
  /** The user has acted on the toast of these. */
  seen: (ids: readonly string[]) => void;
  onAvailable: () => void;
  /** The toast of these has closed. */
  onClosed: (items: readonly Notification[]) => void;
}): ((event: NotifierEvent) => void) =>
  function take(event) {
    if (event.type === 'available') return deps.onAvailable();
    if (event.type === 'closed') return deps.onClosed(deps.presenter.closed(event.key, event.by));
    if (event.type === 'activated') {
      for (const command of commandsAfter(event)) deps.run(command);
      return;
    }
    const meaning = deps.presenter.meaning(event.key);
    const seen = seenBy(event, meaning);
    if (seen.length > 0) deps.seen(seen);
    for (const command of commandsOf(event, meaning)) deps.run(command, event.token);
  };
