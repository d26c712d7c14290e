/**
 * A notification daemon for tests. It records every call as it came, and behaves as badly as the test wants.
 * https://specifications.freedesktop.org/notification-spec/latest/protocol.html
 */
import { connectBus, plain } from './bus.ts';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const EXPIRED = 1;
const CLOSED_BY_USER = 2;
const CLOSED_BY_CALL = 3;

export type Notify = Readonly<{
  id: number;
  app: string;
  replaces: number;
  icon: string;
  title: string;
  body: string;
  actions: readonly string[];
  hints: Readonly<Record<string, unknown>>;
  timeout: number;
}>;

export interface NotificationDaemon {
  /** Every call of Notify so far. */
  readonly notified: () => readonly Notify[];
  /** What is on the screen: the last call for each id that has not been closed. */
  readonly shown: () => readonly Notify[];
  readonly invoke: (id: number, action: string) => void;
  /** What allows a window to take the focus for a click; a daemon sends it before the click. */
  readonly activate: (id: number, token: string) => void;
  /** Somebody has written into the toast's field. */
  readonly reply: (id: number, text: string) => void;
  readonly dismiss: (id: number) => void;
  /** Off the screen by itself. Some daemons keep it in a list, where it can still be clicked. */
  readonly expire: (id: number) => void;
  /** Ids that it was asked to close. */
  readonly closed: () => readonly number[];
  /** From now on calls are taken and never answered. */
  readonly hang: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * @param capabilities what GetCapabilities answers
 * @param server its name and vendor
 */
export async function startNotificationDaemon(
  address: string,
  capabilities: readonly string[] = ['actions', 'body', 'body-markup', 'icon-static', 'persistence'],
  server: readonly [name: string, vendor: string] = ['recorder', 'Belfry'],
): Promise<NotificationDaemon> {
  const bus = await connectBus(address);
  const notified: Notify[] = [];
  const shown = new Map<number, Notify>();
  const closed: number[] = [];
  let lastId = 0;
  let hung = false;
  let stopped = false;

  const emit = (member: string, signature: string, ...body: readonly unknown[]) =>
    bus.emit({ path: PATH, interface: NAME, member, signature, body });
  const close = (id: number, reason: number) => {
    if (shown.delete(id)) emit('NotificationClosed', 'uu', id, reason);
  };
  const notify = (body: readonly unknown[]) => {
    const [app, replaces, icon, title, text, actions, hints, timeout] = plain(body) as [
      string,
      number,
      string,
      string,
      string,
      string[],
      Record<string, unknown>,
      number,
    ];
    if (replaces === 0) lastId += 1;
    const id = replaces === 0 ? lastId : replaces;
    const call = { id, app, replaces, icon, title, body: text, actions, hints, timeout };
    notified.push(call);
    // The newest is the last, also when it replaces.
    shown.delete(id);
    shown.set(id, call);
    return id;
  };

  bus.serve((call) => {
    if (call.path !== PATH) return undefined;
    if (hung) {
      if (call.member === 'Notify') notify(call.body);
      if (call.member === 'CloseNotification') closed.push(call.body[0]);
      return null;
    }
    switch (call.member) {
      case 'GetCapabilities':
        return { signature: 'as', body: [capabilities] };
      case 'GetServerInformation':
        return { signature: 'ssss', body: [...server, '1.0', '1.2'] };
      case 'Notify':
        return { signature: 'u', body: [notify(call.body)] };
      case 'CloseNotification':
        closed.push(call.body[0]);
        close(call.body[0], CLOSED_BY_CALL);
        return {};
      default:
        return undefined;
    }
  });
  await bus.own(NAME);

  return {
    notified: () => notified,
    shown: () => [...shown.values()],
    invoke: (id, action) => emit('ActionInvoked', 'us', id, action),
    activate: (id, token) => emit('ActivationToken', 'us', id, token),
    reply: (id, text) => emit('NotificationReplied', 'us', id, text),
    dismiss: (id) => close(id, CLOSED_BY_USER),
    expire: (id) => close(id, EXPIRED),
    closed: () => closed,
    hang: () => {
      hung = true;
    },
    stop: async () => {
      if (stopped) return;
      stopped = true;
      await bus.disown(NAME);
      bus.disconnect();
    },
  };
}
