import { expect, test, vi } from 'vitest';
import { APP_ID } from '../../../build/packaging/metainfo.ts';
import { identifyToWindows } from '../../../electron/shell/windows-identity.ts';

test('Windows knows the app by the name of its entry in the start menu, and how to start it for a toast', () => {
  const app = { setAppUserModelId: vi.fn(), setToastActivatorCLSID: vi.fn() };
  identifyToWindows(app);
  expect(app.setAppUserModelId).toHaveBeenCalledWith(APP_ID);
  expect(app.setToastActivatorCLSID.mock.calls).toEqual([[expect.stringMatching(/^\{[0-9A-F-]{36}\}$/)]]);
});

test('an older Electron has no activator', () => {
  const setAppUserModelId = vi.fn();
  identifyToWindows({ setAppUserModelId });
  expect(setAppUserModelId).toHaveBeenCalledOnce();
});
