import type { PusherEndpoint } from '#app/source-definition';
import { collect, hasProblems, isPath, type Problem, type Problems, withSlash } from './draft.ts';

/** As typed. An empty host or port, and `tls: null`, stand for the guess. */
export type EndpointDraft = Readonly<{
  where: 'own' | 'pusher';
  cluster: string;
  host: string;
  port: string;
  tls: boolean | null;
  path: string;
}>;

/** The likely values where the user enters none. */
export type Guess = Readonly<{ host: string; tls: boolean }>;

const EMPTY: EndpointDraft = { where: 'own', cluster: '', host: '', port: '', tls: null, path: '' };

/** Reverb's own defaults, in production and on a developer's computer. */
export const guessPort = (tls: boolean): number => (tls ? 443 : 8_080);

/** Reverb usually runs on the same computer as its app. */
export function guessFrom(url: string): Guess {
  const isUrl = /^https?:/.test(url) && URL.canParse(url);
  return { host: isUrl ? new URL(url).hostname : '', tls: !url.startsWith('http:') };
}

export const newEndpoint = (where: EndpointDraft['where']): EndpointDraft => ({ ...EMPTY, where });

export function endpointDraft(endpoint: PusherEndpoint, guess: Guess): EndpointDraft {
  if ('cluster' in endpoint) return { ...EMPTY, where: 'pusher', cluster: endpoint.cluster };
  const { host, port, tls, path = '' } = endpoint;
  return {
    ...EMPTY,
    host: host === guess.host ? '' : host,
    port: port === guessPort(tls) ? '' : String(port),
    tls: tls === guess.tls ? null : tls,
    path,
  };
}

/** Only a name or an address; IPv6 with or without brackets. */
const HOST = /^(?:\[[0-9a-f:.]+\]|[0-9a-f]*(?::[0-9a-f.]*){2,}|[^\s/:@?#[\]\\]+)$/i;

function hostProblem(host: string): Problem | null {
  if (host === '') return 'host_missing';
  return host.length <= 255 && HOST.test(host) ? null : 'host_invalid';
}

function portProblem(port: string): Problem | null {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  return number >= 1 && number <= 65_535 ? null : 'port_invalid';
}

export type EndpointReading =
  | Readonly<{ ok: true; endpoint: PusherEndpoint }>
  | Readonly<{ ok: false; problems: Problems }>;

export function readEndpoint(draft: EndpointDraft, guess: Guess): EndpointReading {
  if (draft.where === 'pusher') {
    const cluster = draft.cluster.trim().toLowerCase();
    if (/^[a-z0-9-]{1,20}$/.test(cluster)) return { ok: true, endpoint: { cluster } };
    return { ok: false, problems: { cluster: cluster === '' ? 'cluster_missing' : 'cluster_invalid' } };
  }
  const tls = draft.tls ?? guess.tls;
  const host = draft.host.trim() || guess.host;
  const port = draft.port.trim() || String(guessPort(tls));
  const path = draft.path.trim() === '' ? '' : withSlash(draft.path.trim());
  const problems = collect({
    host: hostProblem(host),
    port: portProblem(port),
    path: path === '' || isPath(path) ? null : 'path_invalid',
  });
  if (hasProblems(problems)) return { ok: false, problems };
  return { ok: true, endpoint: { host, port: Number(port), tls, ...(path !== '' && { path }) } };
}
