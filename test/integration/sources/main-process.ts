/** The main process between a backend and its sources, without Electron and without a screen. */
import path from 'node:path';
import type { Session } from 'electron';
import { expect } from 'vitest';
import { DEFAULTS } from '#app/rules/settings';
import type { Notification } from '#server/notification';
import type { ReadyMessage } from '#server/session';
import {
  createDelivery,
  createEmergencies,
  type Emergencies,
  type Notifier,
  openJournal,
} from '../../../electron/delivery/delivery.ts';
import { createTranslate } from '../../../electron/i18n/i18n.ts';
import { composeInbox } from '../../../electron/inbox/compose-inbox.ts';
import type { Connection } from '../../../electron/inbox/inbox.ts';
import { createLazyNetwork } from '../../../electron/network/network.ts';
import { createPresent } from '../../../electron/present.ts';
import { composeSources, type Sources } from '../../../electron/sources/sources.ts';
import type { InboxClient } from '../../../server/client/client.ts';
import { openFiles } from '../../support/profile-files.ts';
import { REGION } from '../../support/region.ts';
import type { TestServer } from '../../support/server.ts';

export interface MainProcess {
  readonly sources: Sources;
  readonly connection: Connection;
  readonly inbox: InboxClient;
  /** Emergencies that insist. */
  readonly emergencies: Pick<Emergencies, 'open'>;
  /** In the tray's menu. */
  readonly recent: () => readonly Notification[];
  /** A backend has said that it is ready. */
  ready(message: ReadyMessage): void;
  /** All but the sources, which end first. */
  end(): void;
}

/** The notifier's part in which a test is interested. */
export const screen = (show: Notifier['show'], close: Notifier['close'] = () => {}): Notifier => ({
  show,
  update: show,
  close,
  idOf: () => null,
  onEvent: () => () => {},
  dispose: async () => {},
});

export function startMain(deps: {
  readonly profile: string;
  readonly notifier: Notifier;
  readonly log: (line: string) => void;
  readonly session?: Session;
  readonly now?: () => Date;
}): MainProcess {
  const { profile, now = () => new Date() } = deps;
  const t = createTranslate();
  const note = (room: string) => (line: string) => deps.log(`${room}: ${line}`);
  const logOf = (room: string) => ({ info: note(room), error: note(room) });
  const journal = openJournal(path.join(profile, 'announced.jsonl'), logOf('delivery'));
  const { inbox, unread, recent, fillRecent, find, connection, findEmergencies, onChange } = composeInbox({
    start: journal.position(),
    log: note('connection'),
  });
  const delivery = createDelivery({
    notifier: deps.notifier,
    journal,
    settings: () => DEFAULTS,
    situation: () => ({ holds: [], isExposed: false, isIdle: false }),
    sight: { has: () => false, settled: async () => {} },
    sourceName: () => null,
    images: { get: async () => null },
    run: () => {},
    seen: () => {},
    report: () => {},
    elapsed: () => performance.now(),
    t,
    now,
    log: logOf('delivery'),
  });
  const emergencies = createEmergencies({
    find: findEmergencies,
    onUnknown: connection.kick,
    now: () => now().getTime(),
  });
  const present = createPresent({ inbox, unread, delivery, askForCatchUp: connection.kick, now });
  const sources = composeSources({
    profile,
    region: () => REGION,
    now,
    files: openFiles(profile, note('files')),
    network: createLazyNetwork({
      net: { request: () => expect.fail('not on Linux') },
      // Nothing else is asked of a session on Linux.
      session: () =>
        deps.session ??
        ({ resolveProxy: async () => 'DIRECT' } satisfies Partial<Session> as unknown as Session),
      log: note('network'),
    }),
    safeStorage: {},
    client: connection.client,
    find: (id) => find((row) => row.id === id),
    onDelta: inbox.receive,
    onCatchingUp: present.catchingUp,
    onChange: () => {},
    logs: logOf,
  });
  delivery.stayBelow(present.waitingFrom);
  connection.feed({
    onReady: present.begin,
    onDelta: inbox.receive,
    onGap: inbox.behind,
    onRules() {},
    async catchUp() {
      await present.catchUp();
      await emergencies.load();
    },
  });
  emergencies.onSound(delivery.repeat);
  emergencies.onEnd(delivery.gone);
  onChange((change) => {
    present.take(change);
    emergencies.take(change);
    fillRecent();
    sources.inboxChanged();
  });
  return {
    ...{ sources, connection, inbox, emergencies, recent },
    ready(message) {
      connection.onBackend({ status: 'ready', ready: message });
      sources.backendReady(message.epoch);
    },
    end() {
      connection.dispose();
      present.dispose();
      emergencies.dispose();
      delivery.dispose();
    },
  };
}

/** What this server would report to the main process that started it. */
export async function readyMessage({
  url,
  userId,
  app,
  tokens,
  endpoint,
}: TestServer): Promise<ReadyMessage> {
  const answer = await fetch(`${url}/api/inbox`, { headers: { authorization: `Bearer ${tokens.inbox}` } });
  const { epoch, revision } = (await answer.json()) as { epoch: string; revision: number };
  const given = { url, token: tokens.inbox, user_id: userId, app_key: app.key, endpoint, epoch, revision };
  return { type: 'ready', ...given };
}
