import http from 'node:http';
import https from 'node:https';
import { WebSocket } from 'ws';
import { type AgentDeps, RoutedAgent } from './agent.ts';
import { HandshakeError } from './errors.ts';
import { createKeepAliveAgents, wasClosed } from './keep-alive-agents.ts';
import type { Incoming, Outgoing, Socket, Stack } from './stack.ts';

/** How long a WebSocket may take to open, in milliseconds. */
const HANDSHAKE_LIMIT = 15_000;
const MESSAGE_LIMIT = 8 * 1024 * 1024;

function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

/** Node's stack, with an agent for proxies and certificates. */
export function createNodeStack(deps: AgentDeps): Stack {
  const keptAgent = createKeepAliveAgents(deps);

  function send(url: string, request: Outgoing, signal: AbortSignal): Promise<Incoming> {
    const isSecure = url.startsWith('https:');
    const { method, headers, body, lookup } = request;
    const { request: start } = isSecure ? https : http;

    function sendOver(agent: RoutedAgent): Promise<Incoming> {
      return new Promise((resolve, reject) => {
        const outgoing = start(url, { method, headers, agent, signal, lookup }, (incoming) => {
          resolve({
            status: incoming.statusCode ?? 0,
            headers: plainHeaders(incoming.headers),
            body: incoming,
          });
        });
        outgoing.on('error', (error) => {
          if (wasClosed(outgoing, error)) resolve(sendOver(new RoutedAgent(url, deps)));
          else reject(error);
        });
        outgoing.end(body ?? undefined);
      });
    }

    // Not for a POST: if the connection ends, it is unknown whether the server has read it. Not through a proxy without a tunnel,
    // which needs each request. Not with a lookup of its own: an open connection was made with another one.
    const isReusable = isSecure && method === 'GET' && lookup === undefined;
    return sendOver(isReusable ? keptAgent(url) : new RoutedAgent(url, deps));
  }

  function handshake(url: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const outgoing = https.request(url, { agent: new RoutedAgent(url, deps), signal });
      outgoing.on('error', reject);
      outgoing.on('socket', (socket) => {
        socket.once('secureConnect', () => {
          resolve();
          outgoing.destroy();
        });
      });
    });
  }

  function socket(url: string, origin: string | null = null): Socket {
    const real = new WebSocket(url, {
      agent: new RoutedAgent(url, deps),
      handshakeTimeout: HANDSHAKE_LIMIT,
      maxPayload: MESSAGE_LIMIT,
      perMessageDeflate: false,
      ...(origin === null ? {} : { origin }),
    });
    real.on('unexpected-response', (request, { statusCode = 0 }) => {
      request.destroy(new HandshakeError(statusCode));
    });
    return real as Socket;
  }

  return { send, handshake, socket };
}
