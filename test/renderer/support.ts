import type { Bridge, CallArgs, CallName, CallResults, Pushes, PushName } from '#app/ipc';
import type { FailureCode, Result } from '#app/result';
import { DEFAULTS } from '#app/rules/settings';
import type { AppStatus, InboxPush } from '#app/state';
import type { ActionAnswer, ListPage, UndoAnswer } from '#server/inbox';
import type { Change, Notification } from '#server/notification';
import { cursorOf } from '#server/rules/order';
import type { Page } from '../../renderer/state/page-focus.ts';
import { notification as someNotification } from '../support/notification.ts';

/** Ids whose order is that of `n`, as UUIDv7 are ordered by time. */
export const idOf = (n: number): string => `0190-${String(n).padStart(6, '0')}`;

export const notification = (n: number, fields: Partial<Notification> = {}): Notification =>
  someNotification(n, { id: idOf(n), type: 'message', title: `Number ${n}`, message: '', ...fields });

/** What a row is called by in the tests: its number. */
export const numberOf = ({ id }: Pick<Notification, 'id'>): number => Number(id.slice('0190-'.length));

const EPOCH = 'epoch-1';
const NONE = { unread: 0, by_source: {} };

/** Numbers, newest first, as a page of the inbox at this revision. */
export function page(
  numbers: readonly number[],
  revision = 50,
  more = false,
  fields: Partial<Notification> = {},
): ListPage {
  const items = numbers.map((n) => notification(n, fields));
  const last = items.at(-1);
  return { epoch: EPOCH, revision, counts: NONE, items, next: more && last ? cursorOf(last) : null };
}

/** All that has changed after `since`. */
export const delta = (
  revision: number,
  changed: readonly Change[],
  since = revision - 1,
): Extract<InboxPush, { kind: 'delta' }> => ({
  ...{ kind: 'delta', since },
  delta: { epoch: EPOCH, revision, counts: NONE, changed: [...changed] },
});

/** A row that came, or was changed, at this revision. */
export const rowAt = (revision: number, n: number, fields: Partial<Notification> = {}): Notification =>
  notification(n, { revision, ...fields });

/** What an action answers that changed these rows at this revision. */
export const acted = (revision: number, changed: readonly Change[]): Result<ActionAnswer> =>
  ok({ batch: `batch-${revision}`, delta: delta(revision, changed).delta });

/** What an undo answers that left some rows, as something newer had changed them. */
export const undone = (
  revision: number,
  restored: number,
  left: number,
  changed: readonly Change[],
): Result<UndoAnswer> => ok({ restored, left, delta: delta(revision, changed).delta });

/** Lets what waits for a promise go on. */
export const turn = (): Promise<void> => new Promise((done) => void setImmediate(done));

export const goneAt = (revision: number, n: number): Change => ({ id: idOf(n), revision, deleted: true });

export function appStatus(fields: Partial<AppStatus> = {}): AppStatus {
  return {
    connection: { status: 'online' },
    health: { level: 'ok', cause: null, sources: [] },
    counts: { unread: 0, by_source: {} },
    storage: null,
    files: [],
    pausedUntil: null,
    presentingUntil: null,
    holds: [],
    region: { locale: 'en', timeZone: undefined },
    shortcutTroubles: { shortcut: null, newestShortcut: null, pauseShortcut: null, paletteShortcut: null },
    tray: 'present',
    settings: DEFAULTS,
    lockedSettings: [],
    endpoint: null,
    desktopNotes: [],
    firstRun: 'test',
    version: '0.0.0',
    update: { status: 'current' },
    ...fields,
  };
}

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refused = (code: FailureCode): Result<never> => ({ ok: false, error: { code } });

type Call = {
  [C in CallName]: Readonly<{ name: C; args: CallArgs[C]; answer: (result: Result<CallResults[C]>) => void }>;
}[CallName];

export interface FakeBridge {
  readonly bridge: Bridge;
  /** The rows that the window has said to be in sight; main answers that at once. */
  readonly sights: readonly (readonly string[])[];
  /** Other calls not yet answered by the test, oldest first. There are no saved searches; main answers that at once, too. */
  readonly calls: readonly Call[];
  /** Answers the oldest call, which must be of that name, and lets its caller go on. */
  answer<C extends CallName>(name: C, result: Result<CallResults[C]>): Promise<void>;
  push<P extends PushName>(name: P, payload: Pushes[P]): void;
}

/** A main process whose answers and pushes the test gives, in the order it likes. */
export function fakeBridge(): FakeBridge {
  const calls: Call[] = [];
  const sights: (readonly string[])[] = [];
  const listeners: { [P in PushName]: Set<(payload: Pushes[P]) => void> } = {
    status: new Set(),
    inbox: new Set(),
    navigate: new Set(),
    sources: new Set(),
    rules: new Set(),
  };
  return {
    calls,
    sights,
    bridge: {
      call: (name, args) =>
        new Promise((answer) => {
          // The compiler cannot tie `name` to `args` inside of a generic; the caller's types did.
          const call = { name, args, answer } as Call;
          if (call.name === 'filters.get') return call.answer(ok({ version: null, filters: [] }));
          if (call.name !== 'inbox.sight') return calls.push(call);
          sights.push(call.args.ids);
          return call.answer(ok(null));
        }),
      on(name, listener) {
        listeners[name].add(listener);
        return () => listeners[name].delete(listener);
      },
    },
    async answer(name, result) {
      const call = calls.shift();
      if (call?.name !== name) throw new Error(`expected a call of ${name}, got ${call?.name ?? 'none'}`);
      // As above.
      (call.answer as (result: Result<unknown>) => void)(result);
      await turn();
    },
    push(name, payload) {
      for (const listener of listeners[name]) listener(payload);
    },
  };
}

/** A visible page, unless the test hides it. */
export class FakePage extends EventTarget implements Page {
  readonly defaultView = new EventTarget();
  visibilityState: Page['visibilityState'] = 'visible';
  focused = true;

  hasFocus(): boolean {
    return this.focused;
  }

  focus(focused: boolean): void {
    this.focused = focused;
    this.defaultView.dispatchEvent(new Event(focused ? 'focus' : 'blur'));
  }

  show(visible: boolean): void {
    this.visibilityState = visible ? 'visible' : 'hidden';
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

/** A window's storage, which outlives its page. */
export function fakeStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}
