import type { App, Session, WebContents } from 'electron';
import type { Log } from '../system/log.ts';
import type { Opener } from '../system/opener.ts';

/** For every page and session of this app: no navigation, no new windows, no webviews, no permissions. */
export function denyByDefault(deps: { app: Pick<App, 'on'>; opener: Pick<Opener, 'link'>; log: Log }): void {
  deps.app.on('session-created', (session: Session) => {
    session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.setPermissionCheckHandler(() => false);
  });
  deps.app.on('web-contents-created', (_event, contents: WebContents) => {
    // WebRTC over UDP would bypass the window's proxy, which leads nowhere.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      deps.opener.link(url).catch((error) => deps.log.error(`a link of the window: ${error}`));
      return { action: 'deny' };
    });
  });
}
