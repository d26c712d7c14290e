import type { Bridge } from '#app/ipc';
import type { Failure } from '#app/result';
import { REPLY_LIMIT } from '#app/rules/source-bounds';
import type { Notification } from '#server/notification';
import type { Refusal } from '#server/rules/refusals';
import { isBlank } from '#server/rules/text/shown-text';
import type { Listing } from './list.ts';
import { createStore, type Readable } from './store.ts';

/** A reply that is being written, or that could not be passed to the main process. */
export type Draft = Readonly<{
  text: string;
  sending: boolean;
  error: Failure | null;
  /** Idempotency key: a text that is sent again, because its arrival is unknown, arrives once. */
  key: string;
}>;

/** A reply from outside the window that could not be passed on. */
export type Begun = Pick<Draft, 'text' | 'key' | 'error'>;

type State = Readonly<{
  /** The notification whose composer is open. */
  open: string | null;
  drafts: ReadonlyMap<string, Draft>;
  /** Replies passed to main, with the row's revision at that time. From the next revision on the row itself says how the reply went. */
  sent: ReadonlyMap<string, number>;
}>;

/**
 * The state of a row's reply. `sending`: the backend does not have it yet, or the row does not show it yet. `pending`: stored,
 * but not delivered. `sent`: delivered since the window was loaded.
 */
export type ReplyState =
  | Readonly<{ status: 'none' | 'sending' | 'sent' }>
  | Readonly<{ status: 'pending'; text: string }>
  | Readonly<{ status: 'refused'; text: string; reason: Refusal | null }>;

/** Replies to notifications. Drafts outlive their composer; what was sent is forgotten once the row shows it. */
export interface Replies extends Readable<State> {
  /** Opens the composer with what is begun, else with the draft, else with the refused text. */
  open(item: Notification, begun?: Begun | null): void;
  /** Closes the composer of this notification, if it is open; the draft stays. */
  close(id: string): void;
  write(item: Notification, text: string): void;
  /** Does nothing if the text is empty or too long, or while one is being sent. */
  send(item: Notification, text: string): Promise<void>;
}

const draft = (text: string): Draft => ({ text, sending: false, error: null, key: crypto.randomUUID() });

export function canSend(text: string): boolean {
  return !isBlank(text) && text.length <= REPLY_LIMIT;
}

export function replyState(item: Notification, { drafts, sent }: State): ReplyState {
  if (drafts.get(item.id)?.sending) return { status: 'sending' };
  const since = sent.get(item.id);
  if (since !== undefined && item.revision <= since) return { status: 'sending' };
  const { upstream } = item;
  if (upstream?.action === 'reply') {
    const { text = '' } = upstream;
    return upstream.state === 'pending'
      ? { status: 'pending', text }
      : { status: 'refused', text, reason: upstream.reason };
  }
  return { status: since === undefined ? 'none' : 'sent' };
}

export function createReplies(bridge: Bridge, shown: Pick<Listing, 'get' | 'subscribe'>): Replies {
  const store = createStore<State>({ open: null, drafts: new Map(), sent: new Map() });

  function setDraft(id: string, next: Draft | null): void {
    const drafts = new Map(store.get().drafts);
    if (next === null) drafts.delete(id);
    else drafts.set(id, next);
    store.set({ ...store.get(), drafts });
  }

  /** A refused reply was not sent, even after its refusal is dismissed. */
  function forgetRefused(): void {
    const { sent } = store.get();
    if (sent.size === 0) return;
    const refused = (shown.get().items ?? []).filter(
      (item) => sent.has(item.id) && replyState(item, store.get()).status === 'refused',
    );
    if (refused.length === 0) return;
    const left = new Map(sent);
    for (const { id } of refused) left.delete(id);
    store.set({ ...store.get(), sent: left });
  }
  shown.subscribe(forgetRefused);

  function close(id: string): void {
    if (store.get().open === id) store.set({ ...store.get(), open: null });
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    open(item, begun = null) {
      const { drafts } = store.get();
      const refused = item.upstream?.action === 'reply' && item.upstream.state === 'refused';
      const written = drafts.get(item.id)?.text ?? '';
      if (begun !== null && isBlank(written)) setDraft(item.id, { ...begun, sending: false });
      // Both are somebody's words.
      else if (begun !== null)
        setDraft(item.id, { ...draft(`${written}\n${begun.text}`), error: begun.error });
      else if (!drafts.has(item.id)) setDraft(item.id, draft(refused ? (item.upstream?.text ?? '') : ''));
      store.set({ ...store.get(), open: item.id });
    },
    close,
    write(item, text) {
      setDraft(item.id, draft(text));
      // The main process decides how often this is really sent.
      if (item.reply?.via === 'event' && !isBlank(text)) {
        void bridge.call('command.run', { id: 'inbox.typing', args: { id: item.id } });
      }
    },
    async send({ id, revision }, text) {
      const known = store.get().drafts.get(id);
      if (!canSend(text) || known?.sending) return;
      const sending = { ...(known?.text === text ? known : draft(text)), sending: true, error: null };
      setDraft(id, sending);
      const { key } = sending;
      const result = await bridge.call('command.run', { id: 'inbox.reply', args: { id, text, key } });
      if (!result.ok) return setDraft(id, { ...sending, sending: false, error: result.error });
      setDraft(id, null);
      store.set({ ...store.get(), sent: new Map(store.get().sent).set(id, revision) });
      close(id);
    },
  };
}
