/** A team server over real TLS: its command line in separate processes, and stock clients that come and go. */
import { execFile, spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import PusherClient from 'pusher-js';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { CREATED_EVENT } from '#server/channel';
import { userChannel } from '#server/rules/channels';
import type { Endpoint } from '#server/session';
import { makeCertificate } from '../support/certificate.ts';
import { until } from '../support/poll.ts';
import { newDataDir, startServer, type TestServer } from '../support/server.ts';

const MAIN = path.resolve(import.meta.dirname, '../../server/main.ts');
const PASSWORD = 'correct horse battery staple';
const PRESENCE = 'presence-online';

const folder = newDataDir();
const certificate = makeCertificate(folder);
const trusted = tls.getCACertificates();
beforeAll(() => tls.setDefaultCACertificates([...trusted, fs.readFileSync(certificate.certFile, 'utf8')]));
afterAll(() => {
  tls.setDefaultCACertificates(trusted);
  fs.rmSync(folder, { recursive: true });
});

type SignInResult = Readonly<{ token: string; user: { id: number; name: string }; app_key: string }>;

/** In a separate process, as an admin runs it. */
function user(dataDir: string, line: string, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [MAIN, 'user', ...line.split(' '), '--data-dir', dataDir];
    const child = execFile(process.execPath, args, (error, shown) => {
      if (error === null) resolve(shown.trim());
      else reject(error);
    });
    child.stdin?.end(input);
  });
}

async function call<T>(
  url: string,
  method: string,
  token: string | null,
  body?: object,
): Promise<{ status: number; body: T }> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

/** The stock client, as a desktop uses it. */
function connect(url: string, { token, app_key }: SignInResult): PusherClient {
  const { port } = new URL(url);
  const client = new PusherClient(app_key, {
    ...{ cluster: '', wsHost: 'localhost', wssPort: Number(port), forceTLS: true },
    ...{ enabledTransports: ['ws', 'wss'], disableStats: true },
    channelAuthorization: {
      transport: 'ajax',
      endpoint: `${url}/broadcasting/auth`,
      headers: { Authorization: `Bearer ${token}` },
    },
  });
  onTestFinished(() => client.disconnect());
  return client;
}

async function listen(url: string, entrance: SignInResult) {
  const client = connect(url, entrance);
  const codes: number[] = [];
  client.connection.bind('error', ({ error }: { error?: { data?: { code: number } } }) => {
    if (error?.data) codes.push(error.data.code);
  });
  const channel = client.subscribe(userChannel(entrance.user.id));
  await until('the subscription', () => channel.subscribed);
  return { client, channel, codes, state: () => client.connection.state };
}

describe('a team server', { timeout: 60_000 }, () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer({ embedded: false, network: { certificate } });
    return () => server.close();
  });

  const add = (email: string, name: string) =>
    user(server.dataDir, `add ${email} --name ${name} --password-stdin`, `${PASSWORD}\n`);
  const signIn = (email: string, device: string) =>
    call<SignInResult>(`${server.url}/api/session`, 'POST', null, { email, password: PASSWORD, device });
  const status = async (token: string) => (await call(`${server.url}/api/session`, 'GET', token)).status;

  test('lets people in by password and by link, and brings them what is sent, and its receipts', async () => {
    expect(server.url).toMatch(/^https:/);
    await add('ann@example.com', 'Ann');
    await user(server.dataDir, 'add bob@example.com --name Bob');
    const { status: entered, body: ann } = await signIn('ann@example.com', 'laptop');
    const link = new URL(await user(server.dataDir, 'enroll bob@example.com'));
    expect([entered, link.searchParams.get('server')]).toEqual([201, server.url]);
    const code = link.searchParams.get('code');
    const { body: bob } = await call<SignInResult>(`${server.url}/api/session/enroll`, 'POST', null, {
      code,
      device: 'pc',
    });

    const { client, channel } = await listen(server.url, bob);
    const titles: string[] = [];
    channel.bind(CREATED_EVENT, ({ title }: { title: string }) => titles.push(title));
    const sender = await user(server.dataDir, 'token ann@example.com --name ci --abilities admin');
    const send = { title: 'Build finished', to: bob.user.id };
    const { body: sent } = await call<{ notification: { id: string } }>(
      `${server.url}/api/notifications`,
      ...(['POST', sender, send] as const),
    );
    await expect.poll(() => titles).toEqual(['Build finished']);
    const { id } = sent.notification;
    await call(`${server.url}/api/inbox/receipts`, 'POST', bob.token, { seen: [id] });
    const { body: receipts } = await call(`${server.url}/api/notifications/${id}/receipts`, 'GET', sender);
    expect(receipts).toMatchObject({ user_id: bob.user.id, seen_at: expect.any(String), read_at: null });

    // Who is online.
    const here = client.subscribe(PRESENCE);
    await until('presence', () => here.subscribed);
    const other = connect(server.url, ann).subscribe(PRESENCE);
    await until('both', () => other.subscribed);
    const { members } = other as unknown as { members: { members: Record<string, { name: string }> } };
    expect(
      Object.values(members.members)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Ann', 'Bob']);
  });

  test('a disabled user is out at once, everywhere; nobody else is', async () => {
    await add('ann@example.com', 'Ann');
    await add('bob@example.com', 'Bob');
    const { body: ann } = await signIn('ann@example.com', 'laptop');
    const { body: bob } = await signIn('bob@example.com', 'laptop');
    const [hers, presence, his] = [
      await listen(server.url, ann),
      connect(server.url, ann),
      await listen(server.url, bob),
    ];
    const online = presence.subscribe(PRESENCE);
    await until('presence', () => online.subscribed);

    await user(server.dataDir, 'disable ann@example.com');
    expect(await status(ann.token)).toBe(401);
    expect((await signIn('ann@example.com', 'laptop')).status).toBe(401);
    await expect.poll(() => hers.codes).toContain(4009);
    await expect
      .poll(() => [hers.state(), presence.connection.state])
      .toEqual(['disconnected', 'disconnected']);
    expect([his.state(), await status(bob.token)]).toEqual(['connected', 200]);

    await user(server.dataDir, 'enable ann@example.com');
    expect(await status(ann.token)).toBe(200);
    await listen(server.url, ann);
  });

  test('a token that ends takes its own sockets along: revoked, signed out or replaced', async () => {
    await add('ann@example.com', 'Ann');
    const sockets = await Promise.all(
      ['revoked', 'signed-out', 'replaced', 'kept'].map(async (device) => {
        const { body } = await signIn('ann@example.com', device);
        return { ...(await listen(server.url, body)), token: body.token };
      }),
    );
    const states = () => sockets.map(({ state }) => state());
    expect(states()).toEqual(['connected', 'connected', 'connected', 'connected']);
    await user(server.dataDir, 'revoke ann@example.com revoked');
    await expect.poll(states).toEqual(['disconnected', 'connected', 'connected', 'connected']);
    await call(`${server.url}/api/session`, 'DELETE', sockets[1]?.token ?? null);
    await expect.poll(states).toEqual(['disconnected', 'disconnected', 'connected', 'connected']);
    await signIn('ann@example.com', 'replaced');
    await expect.poll(states).toEqual(['disconnected', 'disconnected', 'disconnected', 'connected']);
  });
});

describe.skipIf(process.platform === 'win32')(
  'the certificate of a running server',
  { timeout: 60_000 },
  () => {
    /** What a client that connects now is shown. */
    async function shown(port: number): Promise<string | undefined> {
      const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    }
    const printOf = (file: string) => new X509Certificate(fs.readFileSync(file)).fingerprint256;

    test.each(['by itself', 'on SIGHUP'])('is renewed %s; connections stay', async (way) => {
      const dataDir = newDataDir();
      onTestFinished(() => fs.rmSync(dataDir, { recursive: true, force: true }));
      const files = makeCertificate(path.join(dataDir, 'tls'));
      const flags = ['--port', '0', '--data-dir', dataDir, '--public-url', 'https://localhost:1'];
      const tlsFlags = ['--tls-cert', files.certFile, '--tls-key', files.keyFile];
      const child = spawn(process.execPath, [MAIN, ...flags, ...tlsFlags], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const ended = once(child, 'exit');
      onTestFinished(async () => {
        child.kill('SIGKILL');
        await ended;
      });
      const [line] = await once(child.stdout, 'data');
      const port = Number(/https:\/\/127\.0\.0\.1:(\d+)/.exec(String(line))?.[1]);
      const endpoint: Endpoint = JSON.parse(fs.readFileSync(path.join(dataDir, 'endpoint.json'), 'utf8'));
      expect(endpoint.url).toBe('https://localhost:1');

      const first = printOf(files.certFile);
      expect(await shown(port)).toBe(first);
      const old = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
      onTestFinished(() => {
        old.destroy();
      });
      await once(old, 'secureConnect');
      const ask = async () => {
        old.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
        const [answer] = await once(old, 'data');
        return String(answer);
      };
      expect(await ask()).toContain('200 OK');

      makeCertificate(path.join(dataDir, 'tls'), 'renewed');
      const renewed = printOf(files.certFile);
      expect(renewed).not.toBe(first);
      if (way === 'on SIGHUP') child.kill('SIGHUP');
      await until('the new certificate', async () => (await shown(port)) === renewed, { timeout: 20_000 });
      expect(await ask()).toContain('200 OK');
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    });
  },
);
