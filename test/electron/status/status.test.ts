import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createStatus } from '../../../electron/status/status.ts';
import { EMPTY } from '../../../server/client/reduce.ts';
import { openSettings } from '../../support/settings-store.ts';

test('the window learns the settings in force, and which of them an administrator has set', () => {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-status-'));
  const { store } = openSettings(profile, { policy: { theme: 'dark' } });
  const status = createStatus({
    version: '0.1.0',
    settings: store,
    connection: { state: () => ({ status: 'online' }), ready: () => null },
    files: { troubles: () => [] },
    inbox: { state: () => EMPTY },
    emergencies: () => [],
    recent: () => [],
    pause: { until: () => null },
    presenting: { until: () => null },
    situation: { holds: () => [] },
    region: { get: () => ({ locale: 'en', timeZone: undefined }) },
    shortcuts: {
      shortcut: { trouble: () => null },
      newestShortcut: { trouble: () => null },
      pauseShortcut: { trouble: () => null },
      paletteShortcut: { trouble: () => null },
    },
    maintenance: { update: () => ({ status: 'off' }) },
    sources: { health: () => [], name: () => null },
    window: { isVisible: () => true },
    trayHost: { get: () => 'present' },
  });
  expect(status.get()).toMatchObject({ settings: { theme: 'dark', sound: true }, lockedSettings: ['theme'] });
});
