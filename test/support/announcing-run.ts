import path from 'node:path';
import { onTestFinished } from 'vitest';
import { DEFAULTS } from '#app/rules/settings';
import { ofView } from '#server/rules/list-filter';
import { createDelivery, openJournal } from '../../electron/delivery/delivery.ts';
import type { Toast } from '../../electron/delivery/notifiers/notifier.ts';
import { createTranslate } from '../../electron/i18n/i18n.ts';
import { createPresent } from '../../electron/present.ts';
import { createInboxClient } from '../../server/client/client.ts';
import type { ModelBackend } from './model-backend.ts';

const SILENT = { info: () => {}, error: () => {} };

/** One run of the desktop app, from the inbox to its toasts; `folder` is its profile. It ends, as by a crash, with the test. */
export function announcingRun(backend: ModelBackend, folder: string) {
  const shown: Toast[] = [];
  const journal = openJournal(path.join(folder, 'announced.jsonl'), SILENT);
  const delivery = createDelivery({
    notifier: {
      show: async (toast) => {
        shown.push(toast);
        return 'shown';
      },
      update: async () => 'shown',
      close: () => {},
      idOf: () => null,
      onEvent: () => () => {},
      dispose: async () => {},
    },
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
    t: createTranslate(),
    now: () => new Date('2026-11-22T12:00:01.000Z'),
    log: SILENT,
  });
  const inbox = createInboxClient({
    transport: backend.transport(),
    start: journal.position(),
    onChange: (change) => present.take(change),
    onSyncFailed: () => {},
  });
  const present = createPresent({
    ...{ inbox, unread: inbox.rows(ofView('unread')), delivery },
    // Nothing comes late.
    ...{ askForCatchUp: () => {}, now: () => new Date(0) },
  });
  delivery.stayBelow(present.waitingFrom);
  onTestFinished(() => {
    present.dispose();
    delivery.dispose();
  });
  return { inbox, present, titles: () => shown.map((toast) => toast.title) };
}
