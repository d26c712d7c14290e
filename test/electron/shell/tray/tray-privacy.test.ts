import { expect, test } from 'vitest';
import { DEFAULTS } from '#app/rules/settings';
import type { Privacy } from '#server/rules/lines';
import { createTranslate } from '../../../../electron/i18n/i18n.ts';
import { type MenuEntry, trayMenu } from '../../../../electron/shell/tray/tray-menu.ts';
import { privateState } from '../../../../electron/shell/tray/tray-privacy.ts';
import type { TrayState } from '../../../../electron/shell/tray/tray-state.ts';
import { tooltip } from '../../../../electron/shell/tray/tray-words.ts';
import { healthOf } from '../../../../electron/status/health.ts';
import { notification } from '../../../support/notification.ts';

const t = createTranslate();
const NOW = new Date(2026, 10, 22, 10, 0);
const SECRET = { title: 'Secret', message: 'words', sender: 'Ann' };
const STATE: TrayState = {
  ...{ unread: 3, hidesCount: false, connection: { status: 'online' }, storage: null },
  health: healthOf({ status: 'online' }, []),
  ...{ pausedUntil: null, presentingUntil: null, holds: [], update: null, replaced: false },
  region: { locale: 'en', timeZone: undefined },
  emergencies: [notification(1, { ...SECRET, emergency: { retry: 30, expire: 600 } })],
  recent: [notification(2, SECRET), { ...notification(3, { title: 'Secret' }), sourceName: 'Shop' }],
  windowVisible: false,
};

const labels = (entries: readonly MenuEntry[]): readonly string[] =>
  entries.flatMap((entry) => [
    entry?.label ?? '',
    ...(entry && 'submenu' in entry ? labels(entry.submenu) : []),
  ]);

/** All that the tray says. */
function words(settings: Partial<typeof DEFAULTS>, fields: Partial<TrayState> = {}): string {
  const shown = privateState({ ...STATE, ...fields }, { ...DEFAULTS, ...settings }, t);
  return [tooltip(shown, t, NOW), ...labels(trayMenu(shown, t, NOW))].join('\n');
}

test.each<[Privacy, readonly string[], readonly string[]]>([
  ['full', ['Secret', '3 unread'], []],
  ['sender', ['Ann', 'Shop', '3 unread'], ['Secret']],
  ['count', ['3 unread'], ['Secret', 'Ann', 'Shop']],
  ['nothing', ['Belfry'], ['Secret', 'Ann', 'Shop', '3 unread', 'othing unread']],
])('%s: the tray says %j and not %j', (privacy, said, unsaid) => {
  const all = words({ privacy });
  for (const word of said) expect(all).toContain(word);
  for (const word of unsaid) expect(all).not.toContain(word);
  // An emergency can be acknowledged in any case.
  expect(all).toMatch(/acknowledge/i);
});

test('it says less while somebody presents, and of a source whose content is never shown', () => {
  expect(words({}, { presentingUntil: NOW.toISOString() })).not.toMatch(/Secret|Ann/);
  expect(words({ lines: { local: { neverContent: true } } })).not.toContain('Secret');
});
