import type { ClientRequestConstructorOptions, IncomingMessage, Net, Session } from 'electron';
import type { FindCredentials } from './credentials.ts';
import type { Route } from './routes.ts';
import type { Incoming, Outgoing, Socket, Stack } from './stack.ts';

/** What `new net.WebSocket(url, {session})` creates. */
type NetSocket = Pick<InstanceType<Net['WebSocket']>, 'send' | 'close' | 'addEventListener'>;

function plainHeaders(headers: Readonly<Record<string, string | string[]>>): Record<string, string> {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]),
  );
}

/**
 * Chromium's stack: system proxies with every sign-in method (NTLM, Kerberos), PAC, and the certificates that the system trusts.
 */
export function createChromiumStack(deps: {
  readonly request: Net['request'];
  readonly openSocket: (url: string, origin: string | null) => NetSocket;
  readonly session: () => Session;
  readonly routes: (url: string) => Promise<readonly Route[]>;
  readonly credentials: FindCredentials;
}): Stack {
  function send(url: string, request: Outgoing, signal: AbortSignal): Promise<Incoming> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const outgoing = deps.request({
        url,
        method: request.method,
        session: deps.session(),
        redirect: 'manual',
        cache: 'no-store',
      } satisfies ClientRequestConstructorOptions);
      for (const [name, value] of Object.entries(request.headers)) outgoing.setHeader(name, value);
      outgoing.on('redirect', (status, _method, location, headers) => {
        resolve({ status, headers: { ...plainHeaders(headers), location }, body: nothing() });
      });
      outgoing.on('login', ({ isProxy, host, port }, answer) => {
        const known = isProxy ? deps.credentials(host, port) : null;
        if (known === null || asked) return answer();
        asked = true;
        answer(known.username, known.password);
      });
      let asked = false;
      outgoing.on('response', (incoming: IncomingMessage) => {
        // An answer that is not read to its end emits an error when it is released, which without a listener would end main.
        incoming.on('error', () => {});
        const body = incoming as unknown as AsyncIterable<Uint8Array>;
        resolve({ status: incoming.statusCode, headers: plainHeaders(incoming.headers), body });
      });
      outgoing.on('error', reject);
      const abort = (): void => {
        outgoing.abort();
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      outgoing.on('close', () => signal.removeEventListener('abort', abort));
      outgoing.end(request.body ?? undefined);
    });
  }

  /** Chromium cannot stop before the request, so this sends one that asks for nothing. */
  async function handshake(url: string, signal: AbortSignal): Promise<void> {
    await send(new URL(url).origin, { method: 'HEAD', headers: {}, body: null }, signal);
  }

  /** `net.WebSocket` cannot sign in to a proxy, but reuses the credentials of an HTTP request through the same proxy. */
  async function signIn(url: string): Promise<void> {
    const routes = await deps.routes(url);
    const closed = routes.some(
      (route) => route.kind !== 'direct' && deps.credentials(route.host, route.port),
    );
    if (!closed) return;
    await handshake(url.replace(/^ws/, 'http'), AbortSignal.timeout(10_000)).catch(() => {});
  }

  function socket(url: string, origin: string | null = null): Socket {
    let real: NetSocket | null = null;
    let closed = false;
    const facade: Socket = {
      onopen: null,
      onmessage: null,
      onerror: null,
      onclose: null,
      send: (data) => real?.send(data),
      close() {
        closed = true;
        if (real === null) facade.onclose?.({ code: 1006, reason: '' });
        real?.close();
      },
    };
    const open = (): void => {
      if (closed) return;
      real = deps.openSocket(url, origin);
      real.addEventListener('open', () => facade.onopen?.());
      real.addEventListener('message', (event) => facade.onmessage?.({ data: Reflect.get(event, 'data') }));
      real.addEventListener('close', (event) => {
        const { code, reason } = event as unknown as { code: number; reason: string };
        // Its error event is empty; the reason has Chromium's name for the error.
        if (code === 1006 && reason !== '') facade.onerror?.({ error: new Error(reason) });
        facade.onclose?.({ code, reason: code === 1006 ? '' : reason });
      });
    };
    signIn(url)
      .then(open)
      .catch((error: unknown) => {
        facade.onerror?.({ error });
        facade.onclose?.({ code: 1006, reason: '' });
      });
    return facade;
  }

  return { send, handshake, socket };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
