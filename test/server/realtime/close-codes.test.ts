import { describe, expect, it } from 'vitest';
import type { RealtimeApp } from '../../../server/apps/realtime-app.ts';
import { ERRORS, type ErrorName } from '../../../server/realtime/protocol.ts';
import { APP, connected, once, rawClient, startRealtime, stockClient } from './harness.ts';

describe('a connection that is refused', () => {
  it.each<[path: string, settings: Partial<RealtimeApp>, name: ErrorName, code: number]>([
    ['/app/other?protocol=7', {}, 'unknown_app', 4001],
    ['/app/%?protocol=7', {}, 'unknown_app', 4001],
    [`/app/${APP.key}?protocol=7`, { enabled: false }, 'app_disabled', 4003],
    [`/app/${APP.key}?protocol=7`, { maxConnections: 0 }, 'over_quota', 4004],
    [`/apps/${APP.key}?protocol=7`, {}, 'unknown_path', 4005],
    [`/app/${APP.key}/more?protocol=7`, {}, 'unknown_path', 4005],
    ['/app/?protocol=7', {}, 'unknown_path', 4005],
    ['/?protocol=7', {}, 'unknown_path', 4005],
    ['//', {}, 'unknown_path', 4005],
    [`/app/${APP.key}?protocol=seven`, {}, 'malformed_version', 4006],
    [`/app/${APP.key}?protocol=7.1`, {}, 'malformed_version', 4006],
    [`/app/${APP.key}?protocol=4`, {}, 'unsupported_version', 4007],
    [`/app/${APP.key}?protocol=8`, {}, 'unsupported_version', 4007],
    [`/app/${APP.key}`, {}, 'missing_version', 4008],
    [`/app/${APP.key}?protocol=`, {}, 'missing_version', 4008],
    [`/app/${APP.key}?client=js`, {}, 'missing_version', 4008],
    [`/app/${APP.key}?protocol=7`, { origins: ['a.example'] }, 'origin_refused', 4009],
  ])('%s of %o is told why, with the code that it is then closed with: %s, %i', async (...row) => {
    const [path, settings, name, code] = row;
    const { port, appState } = await startRealtime(settings);
    const client = rawClient(`ws://127.0.0.1:${port}${path}`);
    expect(await client.closed).toEqual([code, ERRORS[name].message]);
    expect(client.frames).toEqual([{ event: 'pusher:error', data: { code, message: ERRORS[name].message } }]);
    expect(appState.connections).toBe(0);
  });

  it.each([5, 6, 7])('is none of protocol %i', async (protocol) => {
    const { port } = await startRealtime();
    await connected(`ws://127.0.0.1:${port}/app/${APP.key}?protocol=${protocol}`);
  });

  it.each(['//app/KEY', '/app//KEY', '/app/KEY/'])('is none at %s', async (path) => {
    const { port } = await startRealtime();
    await connected(`ws://127.0.0.1:${port}${path.replace('KEY', APP.key)}?protocol=7`);
  });

  it('is none whose key is written with escapes', async () => {
    const { port } = await startRealtime({ key: 'a:b' });
    await connected(`ws://127.0.0.1:${port}/app/a%3Ab?protocol=7`);
    await connected(`ws://127.0.0.1:${port}/app/a:b?protocol=7`);
  });

  it.each([
    [{ enabled: false }, 4003],
    [{ maxConnections: 0 }, 4004],
  ])('with %o tells pusher-js to stay away (%i)', async (settings, code) => {
    const pusher = stockClient(await startRealtime(settings));
    const error = once(pusher.connection, 'error');
    expect(await error).toMatchObject({ error: { data: { code } } });
    await expect.poll(() => pusher.connection.state).toBe('disconnected');
  });
});

describe('an app that changes while its clients are connected', () => {
  it.each([
    ['disabled', { enabled: false }],
    ['removed', null],
  ] as const)('ends them within a heartbeat when it is %s', async (_what, change) => {
    const host = await startRealtime({}, { limits: { pingIntervalMs: 20 } });
    const client = await connected(host.url);
    host.change(change);
    expect(await client.closed).toEqual([4003, ERRORS.app_disabled.message]);
    expect(host.appState.connections).toBe(0);
  });
});

it('has reasons that fit a close frame', () => {
  for (const { message } of Object.values(ERRORS)) {
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(123);
  }
});
