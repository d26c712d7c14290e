import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode } from '#server/error';
import type { Apps, RealtimeApp } from '../apps/apps.ts';
import { answerRaw, isOriginAllowed } from '../http/http.ts';
import type { ErrorName } from './protocol.ts';

const UPGRADE_REFUSALS = {
  bad_request: 'An upgrade has no body.',
  foreign_host: 'The Host header does not name this server.',
  foreign_origin: 'Pages of other origins may not connect.',
  overloaded: 'The server has as many connections as it can have.',
  shutting_down: 'The server is going away.',
} as const satisfies Partial<Record<ErrorCode, string>>;
export type RefusedUpgrade = keyof typeof UPGRADE_REFUSALS;

/** Refuses an upgrade over HTTP, before there is a WebSocket. */
export function refuseUpgrade(socket: Duplex, code: RefusedUpgrade): void {
  answerRaw(socket, { error: { code, message: UPGRADE_REFUSALS[code] } });
}

const PROTOCOLS = { min: 5, max: 7 } as const;

function refuseVersion(version: string | null): ErrorName | null {
  if (version === null || version === '') return 'missing_version';
  if (!/^\d+$/.test(version)) return 'malformed_version';
  return Number(version) < PROTOCOLS.min || Number(version) > PROTOCOLS.max ? 'unsupported_version' : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Checks a connection request: `GET /app/{key}?protocol=7&client=js&version=8.6.0`.
 * @param connections the app's current number
 */
export function admitConnection(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  { apps, connections }: Readonly<{ apps: Apps; connections: (app: RealtimeApp) => number }>,
): RealtimeApp | ErrorName {
  const [path = '', query = ''] = url.split('?', 2);
  // As tolerant as the HTTP router: pusher-js asks for `//app/{key}` when its `wsPath` is `/`.
  const key = /^\/+app\/+([^/]+)\/*$/.exec(path)?.[1];
  if (key === undefined) return 'unknown_path';
  const app = apps.byKey(key) ?? apps.byKey(decode(key));
  if (app === undefined) return 'unknown_app';
  const refused = refuseVersion(new URLSearchParams(query).get('protocol'));
  if (refused !== null) return refused;
  if (!app.enabled) return 'app_disabled';
  if (!isOriginAllowed(app.origins, headers.origin)) return 'origin_refused';
  return app.maxConnections !== null && connections(app) >= app.maxConnections ? 'over_quota' : app;
}
