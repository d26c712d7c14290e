import type { App, Session, Shell, WebContents } from 'electron';

/** Only these may leave for the system's browser or mail program. */
const EXTERNAL = new Set(['http:', 'https:', 'mailto:']);

export type OpenExternal = (url: string) => Promise<'opened' | 'refused'>;

export function createOpenExternal(deps: { shell: Pick<Shell, 'openExternal'> }): OpenExternal {
  return async (url) => {
    if (!URL.canParse(url) || !EXTERNAL.has(new URL(url).protocol)) return 'refused';
    await deps.shell.openExternal(url);
    return 'opened';
  };
}

/** Holds for every page and session this app ever creates: no navigation, no new windows, no webviews, no permissions. */
export function denyByDefault(deps: { app: Pick<App, 'on'>; openExternal: OpenExternal }): void {
  deps.app.on('session-created', (session: Session) => {
    session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.setPermissionCheckHandler(() => false);
  });
  deps.app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      void deps.openExternal(url);
      return { action: 'deny' };
    });
  });
}
