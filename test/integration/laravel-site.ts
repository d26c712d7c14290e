/** A Laravel app made from the examples on the page on sources. It needs PHP and a real Laravel. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { until } from '../support/poll.ts';
import { pageBlocks } from '../support/readme.ts';
import { startServer, type TestServer } from '../support/server.ts';

const ROUTER = path.join(import.meta.dirname, 'laravel-site.php');
const FACADE = 'use Illuminate\\Support\\Facades\\Broadcast;\n';

export interface LaravelSite {
  readonly url: string;
  /** In Reverb's place. */
  readonly sockets: TestServer;
  /** Of user 7. */
  readonly token: string;
  get(path: string): Promise<unknown>;
  /** Its user reads all, on its own pages. */
  readAll(): Promise<void>;
  /** What happens in the app itself. */
  happens(what: 'comment' | 'live' | 'order'): Promise<void>;
  stop(): Promise<void>;
}

/** Its PHP by the names of the files that it belongs into, which its first lines give. */
export function siteFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const { language, code } of pageBlocks('electron/docs/sources.md')) {
    const [, file] = /^\/\/ ([\w/.]+)/.exec(code) ?? [];
    if (language !== 'php' || file === undefined) continue;
    const before = files.get(file);
    files.set(file, before === undefined ? `<?php\n${code}` : before + code.replace(FACADE, ''));
  }
  return files;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** @param autoloader of a Laravel */
export async function startLaravelSite(autoloader: string): Promise<LaravelSite> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-site-'));
  for (const [name, code] of siteFiles()) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, code);
  }
  const database = path.join(folder, 'database.sqlite');
  fs.writeFileSync(database, '');
  const sockets = await startServer({ embedded: false, settings: { keepNotifications: false } });
  const { hostname, port } = new URL(sockets.url);
  const token = '1|site-token';
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn('php', ['-S', new URL(url).host, ROUTER], {
    stdio: 'ignore',
    env: {
      ...process.env,
      ...{ SITE: folder, AUTOLOADER: autoloader, DATABASE: database, TOKEN: token },
      REVERB_APP_ID: sockets.app.id,
      REVERB_APP_KEY: sockets.app.key,
      REVERB_APP_SECRET: sockets.app.secret,
      REVERB_HOST: hostname,
      REVERB_PORT: port,
    },
  });

  async function call(method: 'GET' | 'POST', where: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const answer = await fetch(url + where, { method, headers });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${where} was answered by ${answer.status}: ${text.slice(0, 500)}`);
    return text === '' ? null : JSON.parse(text);
  }
  const site: LaravelSite = {
    url,
    sockets,
    token,
    get: (where) => call('GET', where),
    async readAll() {
      await call('POST', '/api/notifications/mark-all-read');
    },
    async happens(what) {
      await call('POST', `/test/${what}`);
    },
    async stop() {
      await end(child);
      await sockets.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await until('the Laravel app', async () => (await site.get('/api/notifications/unread-count')) !== null);
  } catch (error) {
    await site.stop();
    throw error;
  }
  return site;
}
