/** A server of updates for AppImages as electron-updater asks one: a description per channel, and the file it names. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

type Channel = 'latest' | 'beta';

export type Release = Readonly<{
  version: string;
  content: string;
  /** Announced instead of the file's own. */
  sha512?: string;
}>;

export interface UpdateServer {
  readonly url: string;
  /** Paths that it has been asked for, oldest first. */
  readonly requests: () => readonly string[];
  readonly headers: () => readonly http.IncomingHttpHeaders[];
  readonly publish: (channel: Channel, release: Release) => void;
  readonly withdraw: (channel: Channel) => void;
  /** From now on it takes requests and does not answer them; or it answers again, those first. */
  readonly hang: (hanging: boolean) => void;
  readonly stop: () => Promise<void>;
}

const fileOf = (version: string): string => `belfry-${version}.AppImage`;

/** https://www.electron.build/auto-update: what electron-builder writes beside the packages; JSON is YAML too. */
function describe({ version, content, sha512 }: Release): string {
  const sum = sha512 ?? createHash('sha512').update(content).digest('base64');
  const file = { url: fileOf(version), sha512: sum, size: content.length };
  return JSON.stringify({ version, files: [file], path: file.url, sha512: sum });
}

export async function startUpdateServer(): Promise<UpdateServer> {
  const releases = new Map<Channel, Release>();
  const asked: Readonly<{ path: string; headers: http.IncomingHttpHeaders }>[] = [];
  const held: (() => void)[] = [];
  let hanging = false;

  function answerTo(path: string): string | undefined {
    const channel = /^\/(latest|beta)-linux[\w-]*\.yml$/.exec(path)?.[1] as Channel | undefined;
    const described = channel && releases.get(channel);
    if (described) return describe(described);
    return [...releases.values()].find(({ version }) => path === `/${fileOf(version)}`)?.content;
  }

  const server = http.createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://localhost').pathname;
    asked.push({ path, headers: request.headers });
    const reply = () => {
      const answer = answerTo(path);
      response.writeHead(answer === undefined ? 404 : 200).end(answer);
    };
    if (hanging) held.push(reply);
    else reply();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => asked.map(({ path }) => path),
    headers: () => asked.map(({ headers }) => headers),
    publish: (channel, release) => void releases.set(channel, release),
    withdraw: (channel) => void releases.delete(channel),
    hang: (value) => {
      hanging = value;
      if (!value) for (const reply of held.splice(0)) reply();
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
