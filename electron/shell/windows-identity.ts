import type { App } from 'electron';

/** The installers put the same name into the entry of the start menu (`APP_ID` of the packages): Windows shows no toasts without it. */
const APP_USER_MODEL_ID = 'io.belfry.desktop';
/** By it Windows starts Belfry for a click on a toast that has outlived its process. It must never change. */
const TOAST_ACTIVATOR = '{7D3A1C52-94BE-4E0B-8F6D-2A5C0E917B43}';

/**
 * Says who shows toasts, before the first one.
 * https://learn.microsoft.com/windows/win32/shell/appids
 * @param app versions of Electron before 39 have no activator
 */
export function identifyToWindows(
  app: Pick<App, 'setAppUserModelId'> & Partial<Pick<App, 'setToastActivatorCLSID'>>,
): void {
  app.setAppUserModelId(APP_USER_MODEL_ID);
  app.setToastActivatorCLSID?.(TOAST_ACTIVATOR);
}
