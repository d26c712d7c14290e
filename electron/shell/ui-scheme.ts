import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { App, Protocol, Session } from 'electron';
import { directionOf } from '#app/i18n/languages';

export const UI_SCHEME = 'belfry-ui';
export const UI_ORIGIN = `${UI_SCHEME}://app`;
export const UI_PAGE = `${UI_ORIGIN}/index.html`;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data: ${UI_SCHEME}:`,
    "font-src 'self'",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** A proxy that does not exist, for all addresses. It also stops WebRTC, which the content security policy does not cover. */
const NOWHERE = {
  mode: 'fixed_servers',
  proxyRules: 'socks5://127.0.0.1:1',
  proxyBypassRules: '<-loopback>',
} as const;

const notFound = (): Response => new Response('not found', { status: 404 });

/** Must be called before the app is ready. */
export function registerUiScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: UI_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

type Served = Readonly<{
  root: string;
  /** The language of the window, a BCP 47 tag. */
  language: string;
  image: (url: string) => Promise<Readonly<{ type: string; bytes: Uint8Array<ArrayBuffer> }> | null>;
}>;

/**
 * Serves the window: `belfry-ui://app/` from `root`, each page in its language and with its own style nonce, and
 * `belfry-ui://image/?url=` from the image cache.
 */
export function serveUi(deps: Served & { protocol: Pick<Protocol, 'handle'> }): void {
  async function file(pathname: string): Promise<Response> {
    const target = path.join(deps.root, path.normalize(decodeURIComponent(pathname)));
    const type = TYPES[path.extname(target)];
    if (!target.startsWith(deps.root + path.sep) || type === undefined) return notFound();
    const content = await fs.readFile(target).catch(() => null);
    if (content === null) return notFound();
    const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' };
    if (path.extname(target) !== '.html') return new Response(content, { headers });
    const nonce = randomBytes(16).toString('base64');
    const page = content
      .toString('utf8')
      .replaceAll('__NONCE__', nonce)
      .replace('lang="en" dir="ltr"', `lang="${deps.language}" dir="${directionOf(deps.language)}"`);
    return new Response(page, { headers: { ...headers, 'content-security-policy': policy(nonce) } });
  }

  deps.protocol.handle(UI_SCHEME, async (request) => {
    const url = new URL(request.url);
    if (url.host === 'app') return file(url.pathname);
    const wanted = url.searchParams.get('url');
    if (url.host !== 'image' || wanted === null) return notFound();
    const image = await deps.image(wanted);
    if (image === null) return notFound();
    return new Response(image.bytes, {
      headers: { 'content-type': image.type, 'x-content-type-options': 'nosniff' },
    });
  });
}

/** Serves the window once its session is created. Creating a session is slow, so nobody creates it before the window does. */
export function serveWindow({ app, ...served }: Served & { app: Pick<App, 'on'> }): void {
  app.on('session-created', (session: Session) => {
    // The session of the sources is in memory.
    if (!session.isPersistent()) return;
    serveUi({ protocol: session.protocol, ...served });
    void session.setProxy(NOWHERE);
  });
}
