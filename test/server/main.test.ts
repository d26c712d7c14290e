import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { Endpoint } from '#server/session';
import { newDataDir } from '../support/server.ts';

const MAIN = path.resolve(import.meta.dirname, '../../server/main.ts');

type Process = Readonly<{
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  ended: Promise<Readonly<{ code: number | null; signal: string | null }>>;
}>;

// Each starts several processes.
describe('the standalone server', { timeout: 60_000 }, () => {
  let dataDir: string;
  const started: ChildProcess[] = [];
  beforeEach(() => {
    dataDir = newDataDir();
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    fs.rmSync(dataDir, { recursive: true, force: true });
  });

  function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Process {
    const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...env } });
    started.push(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    return { child, stdout: () => stdout, stderr: () => stderr, ended };
  }

  async function serve(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    const server = run(['--port', '0', '--data-dir', dataDir, ...args], env);
    await expect.poll(server.stdout).toMatch(/\n$/);
    const endpoint: Endpoint = JSON.parse(fs.readFileSync(path.join(dataDir, 'endpoint.json'), 'utf8'));
    return { ...server, endpoint };
  }

  const send = ({ url, token }: Endpoint, title: string, key: string) =>
    fetch(`${url}/api/notifications`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ title }),
    });
  const openSocket = ({ url }: Endpoint, key: string) =>
    new Promise<WebSocket.RawData>((resolve, reject) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/app/${key}?protocol=7`);
      socket.on('error', reject);
      socket.on('message', (data) => {
        socket.terminate();
        resolve(data);
      });
    });
  const read = async ({ url, token }: Endpoint, query = '') => {
    const answer = await fetch(`${url}/api/inbox?limit=200${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return (await answer.json()) as { items: { title: string }[]; counts: { unread: number } };
  };

  test('prints one ready line, serves its operator, and ends on SIGTERM', async () => {
    const server = await serve();
    const { url } = server.endpoint;
    expect(server.stdout()).toBe(`Belfry server ready at ${url} (data in ${dataDir})\n`);
    expect((await send(server.endpoint, 'Hello', 'a')).status).toBe(201);
    expect((await read(server.endpoint)).items).toMatchObject([{ title: 'Hello' }]);
    server.child.kill('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(server.stdout().split('\n')).toHaveLength(2);
  });

  test('ends on SIGINT, too', async () => {
    const server = await serve();
    server.child.kill('SIGINT');
    expect(await server.ended).toEqual({ code: 0, signal: null });
  });

  test('lives on when its terminal goes, and opens no inspector', async () => {
    const server = await serve();
    for (const signal of ['SIGHUP', 'SIGUSR1'] as const) {
      server.child.kill(signal);
      expect((await send(server.endpoint, signal, signal)).status).toBe(201);
    }
    expect([server.child.exitCode, server.child.signalCode]).toEqual([null, null]);
    expect(server.stderr()).not.toMatch(/Debugger listening/);
  });

  test.skipIf(process.platform === 'win32')('does so while it is being read, too', async () => {
    const preload = path.join(dataDir, 'signals.mjs');
    fs.writeFileSync(
      preload,
      `import { registerHooks } from 'node:module';
      registerHooks({
        resolve(name, context, next) {
          if (name === 'fastify') for (const signal of ['SIGUSR1', 'SIGHUP']) process.kill(process.pid, signal);
          return next(name, context);
        },
      });`,
    );
    const server = await serve([], { NODE_OPTIONS: `--import ${pathToFileURL(preload)}` });
    expect((await send(server.endpoint, 'Still here', 'a')).status).toBe(201);
    expect(server.stderr()).not.toMatch(/Debugger listening/);
  });

  test.runIf(process.platform === 'linux')(
    'more clients than files may be open: it says so, refuses in time, and answers all along',
    async () => {
      const limit = 300;
      const child = spawn('sh', [
        '-c',
        `ulimit -n ${limit} && exec "$0" "$@"`,
        ...[process.execPath, MAIN, '--port', '0', '--data-dir', dataDir, '--app', '7:key:secret'],
      ]);
      started.push(child);
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      await expect.poll(() => stdout).toMatch(/\n$/);
      expect(stderr).toContain('"open_files":300,"clients":180');
      const { url }: Endpoint = JSON.parse(fs.readFileSync(path.join(dataDir, 'endpoint.json'), 'utf8'));

      const codes: number[] = [];
      let open = 0;
      const sockets = Array.from({ length: 600 }, () => {
        const socket = new WebSocket(`${url.replace('http', 'ws')}/app/key?protocol=7`);
        socket.on('error', () => {});
        socket.on('message', (data) => {
          if (String(data).includes('connection_established')) open += 1;
        });
        socket.on('close', (code) => codes.push(code));
        return socket;
      });
      try {
        await expect.poll(() => open + codes.length).toBe(sockets.length);
        expect(open).toBe(180);
        // Clients that did not even get the refusal (1006) try again, as after any break.
        expect(new Set(codes)).toEqual(new Set(codes.includes(1006) ? [4100, 1006] : [4100]));
        expect(codes).toContain(4100);
        expect((await fetch(`${url}/health`)).status).toBe(200);
        expect((await fetch(`${url}/ready`)).status).toBe(200);
      } finally {
        for (const socket of sockets) socket.terminate();
      }
    },
  );

  test('takes its app from a file, which no list of processes shows', async () => {
    const file = path.join(dataDir, 'app');
    fs.writeFileSync(file, '7:file-key:file-secret\n');
    const server = await serve(['--app-file', file]);
    expect((await openSocket(server.endpoint, 'file-key')).toString()).toContain('connection_established');
    fs.writeFileSync(file, 'nonsense-secret');
    const refused = run(['--app-file', file, '--data-dir', dataDir]);
    expect((await refused.ended).code).toBe(2);
    expect(refused.stderr()).toMatch(/does not hold ID:KEY:SECRET/);
    expect(refused.stderr()).not.toContain('nonsense-secret');
  });

  test('who is no member any more stops hearing, and the others hear on', async () => {
    const server = await serve();
    const ofApp = run(['app', 'list', '--json', '--data-dir', dataDir]);
    await ofApp.ended;
    const [{ key }] = JSON.parse(ofApp.stdout());
    const member = async (verb: 'add' | 'remove') => {
      const command = run(['member', verb, '1', 'team', 'x', '--data-dir', dataDir]);
      expect([(await command.ended).code, command.stderr()]).toEqual([0, '']);
    };
    await member('add');
    const listen = async (channel: string) => {
      const socket = new WebSocket(`${server.endpoint.url.replace('http', 'ws')}/app/${key}?protocol=7`);
      const frames: { event: string; data: string }[] = [];
      const closed = new Promise<number>((resolve) => socket.on('close', resolve));
      socket.on('message', (data) => frames.push(JSON.parse(String(data))));
      await expect.poll(() => frames).toHaveLength(1);
      const { socket_id } = JSON.parse(frames[0]?.data ?? '');
      const answer = await fetch(`${server.endpoint.url}/broadcasting/auth`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.endpoint.token}` },
        body: new URLSearchParams({ socket_id, channel_name: channel }),
      });
      const { auth } = (await answer.json()) as { auth: string };
      socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel, auth } }));
      await expect
        .poll(() => frames.map(({ event }) => event))
        .toContain('pusher_internal:subscription_succeeded');
      return { socket, closed };
    };
    const team = await listen('private-team.x');
    const own = await listen('private-App.Models.User.1');
    await member('remove');
    expect(await team.closed).toBe(4200);
    expect(own.socket.readyState).toBe(WebSocket.OPEN);
    own.socket.terminate();
  });

  test('writes no title, body or token into its log', async () => {
    const server = await serve(['--log-level', 'debug']);
    await send(server.endpoint, 'very-private-title', 'a');
    await fetch(`${server.endpoint.url}/api/notifications`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.endpoint.token}`,
        'content-type': 'application/json',
      },
      body: '{"title":"very-private-title',
    });
    server.child.kill('SIGTERM');
    await server.ended;
    expect(server.stderr()).toContain('"room":"server"');
    expect(server.stderr()).not.toContain('very-private-title');
    expect(server.stderr()).not.toContain(server.endpoint.token.split('|')[1]);
  });

  test('signs for the app it is given, by flag or variable', async () => {
    for (const [args, env] of [
      [['--app', '7:flag-key:flag-secret'], {}],
      [[], { BELFRY_APP: '7:flag-key:flag-secret' }],
    ] as const) {
      const server = await serve(args, env);
      const answer = await fetch(`${server.endpoint.url}/broadcasting/auth`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.endpoint.token}` },
        body: new URLSearchParams({ socket_id: '1.2', channel_name: 'private-App.Models.User.1' }),
      });
      expect(await answer.json()).toEqual({ auth: expect.stringMatching(/^flag-key:[0-9a-f]{64}$/) });
      server.child.kill('SIGKILL');
      await server.ended;
    }
  });

  test('does with that app what the other flags say', async () => {
    const server = await serve(['--app', '7:flag-key:flag-secret', '--max-connections', '1']);
    const address = `${server.endpoint.url.replace('http', 'ws')}/app/flag-key?protocol=7`;
    const [first, second] = [new WebSocket(address), new WebSocket(address)];
    const codes = [first, second].map((socket) => new Promise((resolve) => socket.on('close', resolve)));
    expect(await Promise.race(codes)).toBe(4004);
    for (const socket of [first, second]) socket.terminate();
  });

  test('answers commands about the apps while it runs, and needs no database for their help', async () => {
    const server = await serve();
    const list = run(['app', 'list', '--json', '--data-dir', dataDir]);
    expect((await list.ended).code).toBe(0);
    expect(JSON.parse(list.stdout())).toEqual([expect.objectContaining({ keepNotifications: true })]);
    expect((await run(['app', '--help']).ended).code).toBe(0);
    expect((await run(['app', 'dance']).ended).code).toBe(2);
    expect((await read(server.endpoint)).items).toEqual([]);
  });

  test('--help explains every flag and ends', async () => {
    const server = run(['--help']);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(server.stdout()).toContain('--data-dir');
    expect(server.stdout()).toContain('BELFRY_DATA_DIR');
  });

  test('a bad flag is named, with status 2, and nothing is created', async () => {
    const folder = path.join(dataDir, 'never');
    const server = run(['--port', 'abc', '--data-dir', folder]);
    expect((await server.ended).code).toBe(2);
    expect(server.stderr()).toContain('--port (BELFRY_PORT)');
    expect(server.stdout()).toBe('');
    expect(fs.existsSync(folder)).toBe(false);
  });

  test('a taken port is named, with status 1', async () => {
    const taken = net.createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', () => resolve()));
    const { port } = taken.address() as net.AddressInfo;
    const server = run(['--port', String(port), '--data-dir', dataDir]);
    expect((await server.ended).code).toBe(1);
    expect(server.stderr()).toContain(`Port ${port} is in use`);
    taken.close();
  });

  // Elsewhere the system itself lets fewer wait.
  test.runIf(process.platform === 'linux')('all clients may come back while it is busy', async () => {
    const server = await serve();
    const { hostname, port } = new URL(server.endpoint.url);
    server.child.kill('SIGSTOP');
    let connected = 0;
    const sockets = Array.from({ length: 1_000 }, () =>
      net.connect(Number(port), hostname, () => {
        connected += 1;
      }),
    );
    try {
      await expect.poll(() => connected, { timeout: 5_000 }).toBe(sockets.length);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  test('killed in the middle of a burst: all that was acknowledged is there once, after retries all of it', async () => {
    const titles = Array.from({ length: 100 }, (_, index) => `burst ${index}`);
    const first = await serve();
    const acknowledged: string[] = [];
    const burst = titles.map(async (title) => {
      const answer = await send(first.endpoint, title, title).catch(() => null);
      if (answer?.ok !== true) return;
      acknowledged.push(title);
      if (acknowledged.length === 20) first.child.kill('SIGKILL');
    });
    expect((await first.ended).signal).toBe('SIGKILL');
    await Promise.all(burst);

    const second = await serve();
    expect(second.endpoint.token).toBe(first.endpoint.token);
    const survived = (await read(second.endpoint)).items.map(({ title }) => title);
    expect(new Set(survived).size).toBe(survived.length);
    expect(acknowledged.filter((title) => !survived.includes(title))).toEqual([]);

    for (const title of titles) expect((await send(second.endpoint, title, title)).ok).toBe(true);
    const inbox = await read(second.endpoint);
    expect(inbox.items.map(({ title }) => title).sort()).toEqual([...titles].sort());
    expect(inbox.counts.unread).toBe(titles.length);
  });
});
