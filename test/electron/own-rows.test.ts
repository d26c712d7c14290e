/** What main shows of rows that Belfry itself makes follows the catalogue, not what was stored. */
import { expect, test } from 'vitest';
import { ownRow } from '#server/own-rows';
import type { IngestContent } from '#server/source';
import { itemToast, summaryToast } from '../../electron/delivery/toasts/toast.ts';
import type { Translate } from '../../electron/i18n/i18n.ts';
import { trayMenu } from '../../electron/shell/tray/tray-menu.ts';
import { gapItem } from '../../electron/sources/adapters/channels/gap-row.ts';
import { createLosses } from '../../electron/sources/adapters/channels/losses.ts';
import { healthOf } from '../../electron/status/health.ts';
import { notification } from '../support/notification.ts';
import { sketchOf } from '../support/sketch.ts';

const NOW = new Date('2026-11-30T10:00:00Z');
const GAP = { from: NOW.getTime(), until: NOW.getTime() + 60_000, id: 'gap', revision: 1 };

/** No language: each text is its key. */
const pseudo = ((key: string) => `⟦${key}⟧`) as Translate;

/** What the sources' own rows are stored as. */
function made(): readonly IngestContent[] {
  const items = [
    gapItem({ ...GAP, channels: ['a'] }, true),
    gapItem({ ...GAP, channels: ['a', 'b'] }, false),
  ];
  const losses = createLosses({ store: (item) => items.push(item), now: () => NOW });
  for (const why of ['repeated', 'too_many', 'backlog'] as const) losses.add(why, 'paid');
  losses.dispose();
  return items.map(({ content }) => content).filter((content) => content !== undefined);
}

const OWN = [...made(), ownRow({ type: 'belfry.test', data: {} })].map((content, n) =>
  notification(n + 1, content),
);

test.each(OWN.map((item) => [item.title, item] as const))('“%s” by toast and tray', (_, item) => {
  const decision = { do: 'show', reason: 'single' } as const;
  const options = { sound: 'all', image: null, decision, ...sketchOf('full', pseudo) } as const;
  const toast = itemToast(item, options);
  expect([toast.title, toast.body]).toEqual([
    expect.stringMatching(/^⟦own\.[\w.]+\.title⟧$/),
    expect.stringMatching(/^⟦own\.[\w.]+\.message\w*⟧$/),
  ]);
  expect(summaryToast({ items: [item], occasion: 'live', source: null }, options).body).toBe(toast.title);
  const menu = trayMenu(
    {
      ...{
        unread: 1,
        hidesCount: false,
        connection: { status: 'online' },
        health: healthOf({ status: 'online' }, []),
      },
      ...{
        storage: null,
        pausedUntil: null,
        presentingUntil: null,
        holds: [],
        region: { locale: 'en', timeZone: 'UTC' },
        update: null,
      },
      ...{ replaced: false, windowVisible: false, emergencies: [], recent: [item] },
    },
    pseudo,
    NOW,
  );
  expect(menu.map((entry) => entry?.label)).toContain(toast.title);
});

test('each kind is among them', () => {
  expect(OWN.map(({ data }) => data.reason)).toEqual([
    ...['disconnected', 'disconnected', 'repeated', 'too_many', 'backlog'],
    undefined,
  ]);
});
