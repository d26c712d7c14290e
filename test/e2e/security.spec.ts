import dgram from 'node:dgram';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, test, useStage } from './fixtures.ts';

const stage = useStage({ inFront: false });

type Violations = { violations: string[] };

/** What the page's policy has refused since the page was loaded. */
const violations = (page: Page) => page.evaluate(() => (window as unknown as Violations).violations);

test('the page runs in a sandbox without Node', async () => {
  const page = await stage.openWindow();
  const preferences = await stage.app.electron.evaluate(({ BrowserWindow }) => {
    // Electron has it without a type.
    type Contents = { getLastWebPreferences(): Electron.WebPreferences };
    return BrowserWindow.getAllWindows().map((window) =>
      (window.webContents as unknown as Contents).getLastWebPreferences(),
    )[0];
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  });
  const globals = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
  );
  expect(globals).toEqual([]);
  expect(
    await page.evaluate(() => Object.keys((window as unknown as { belfry: object }).belfry).sort()),
  ).toEqual(['call', 'on']);
});

test('the released page follows its policy, and foreign content does not load', async () => {
  const page = await stage.openWindow();
  await page.addInitScript(() => {
    const list: string[] = [];
    Object.assign(window, { violations: list });
    document.addEventListener('securitypolicyviolation', (event) => list.push(event.effectiveDirective));
  });
  await page.reload();
  await page.getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  expect(await violations(page)).toEqual([]);

  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "owned"';
    document.body.append(script);
    const image = document.createElement('img');
    image.src = 'https://example.com/pixel.png';
    document.body.append(image);
    const style = document.createElement('style');
    style.textContent = 'body { display: none }';
    document.body.append(style);
  });
  await expect.poll(() => violations(page)).toContain('img-src');
  expect(await violations(page)).toEqual(expect.arrayContaining(['script-src-elem', 'style-src-elem']));
  expect(await page.title()).toBe('Belfry');
  await page.reload();
});

test('the page has no network: its own policy refuses what the backend might not', async () => {
  const page = await stage.openWindow();
  const { url } = await stage.app.endpoint();
  const targets = [`${url}/health`, 'https://example.com/', url.replace('http', 'ws')];
  const refused = await page.evaluate(async (all) => {
    const found: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      if (event.effectiveDirective === 'connect-src') found.push(event.blockedURI);
    });
    for (const target of all) {
      if (target.startsWith('ws')) new WebSocket(target);
      else await fetch(target).catch(() => {});
    }
    // Violations are reported in a separate task.
    await new Promise((resolve) => setTimeout(resolve));
    return found;
  }, targets);
  expect(refused.map((uri) => new URL(uri).href)).toEqual(targets.map((target) => new URL(target).href));
});

test('the page has no WebRTC either, which that policy does not cover', async () => {
  const page = await stage.openWindow();
  let heard = 0;
  const udp = dgram.createSocket('udp4', () => {
    heard += 1;
  });
  const tcp = net.createServer((socket) => {
    heard += 1;
    socket.destroy();
  });
  try {
    udp.bind(0, '127.0.0.1');
    tcp.listen(0, '127.0.0.1');
    await Promise.all([once(udp, 'listening'), once(tcp, 'listening')]);
    const servers = [
      { urls: `stun:127.0.0.1:${udp.address().port}` },
      {
        urls: `turn:127.0.0.1:${(tcp.address() as AddressInfo).port}?transport=tcp`,
        username: 'a',
        credential: 'b',
      },
    ];
    const candidates = await page.evaluate(async (iceServers) => {
      const connection = new RTCPeerConnection({ iceServers });
      const found: (string | undefined)[] = [];
      const gathered = new Promise((resolve) => {
        connection.addEventListener('icecandidate', ({ candidate }) => {
          // An empty one ends them.
          if (candidate?.candidate) found.push(candidate.candidate);
          else resolve(null);
        });
      });
      connection.createDataChannel('way out');
      await connection.setLocalDescription(await connection.createOffer());
      await gathered;
      return found;
    }, servers);
    expect(candidates).toEqual([]);
    expect(heard).toBe(0);
  } finally {
    udp.close();
    tcp.close();
  }
});

test('the page cannot leave, and opens no windows', async () => {
  const page = await stage.openWindow();
  const before = page.url();
  for (const target of [
    'https://example.com/',
    'file:///etc/passwd',
    'belfry-ui://other/',
    'data:text/html,x',
  ]) {
    await page.evaluate((url) => {
      location.href = url;
    }, target);
  }
  expect(await page.evaluate(() => window.open('file:///etc/passwd'))).toBeNull();
  expect(await page.evaluate(() => window.open('about:blank'))).toBeNull();
  expect(page.url()).toBe(before);
  const windows = await stage.app.electron.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
  );
  expect(windows).toBe(1);
  expect(stage.opened()).toEqual([]);
});

test('only http, https and mailto links reach the system', async () => {
  const page = await stage.openWindow();
  for (const url of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'https://example.com/a?b=c',
  ]) {
    await page.evaluate((target) => void window.open(target), url);
  }
  await page.evaluate(() => void window.open('mailto:someone@example.com'));
  await expect
    // A separate process opens each of them.
    .poll(async () => (await stage.opened()).toSorted())
    .toEqual(['https://example.com/a?b=c', 'mailto:someone@example.com']);
});

test('a link of a notification is opened in the browser and marks it read', async () => {
  await stage.app.send({ title: 'with a link', url: 'https://example.com/run/7' });
  await expect.poll(() => stage.recorder.shown().length).toBe(1);
  const [toast] = stage.recorder.shown();
  stage.recorder.invoke(toast?.id ?? 0, 'default');
  await expect.poll(() => stage.opened().at(-1)).toBe('https://example.com/run/7');
  await expect.poll(stage.icon).toBe('ok-0');
});

test('calls that do not fit their schema are refused as data', async () => {
  const page = await stage.openWindow();
  const answers = await page.evaluate(async () => {
    const { belfry } = window as unknown as {
      belfry: { call(name: string, args: unknown): Promise<unknown> };
    };
    return Promise.all([
      belfry.call('inbox.list', { view: 'everything' }),
      belfry.call('no.such.call', {}),
      belfry.call('command.run', { id: 'inbox.read', args: { ids: [] } }),
      belfry.call('settings.patch', { patch: { theme: 'pink' } }),
      belfry.call('status.get', { extra: 1 }),
    ]);
  });
  for (const answer of answers)
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid_arguments' } });
});

test('permissions are denied', async () => {
  const page = await stage.openWindow();
  const permission = await page.evaluate(() => Notification.requestPermission());
  expect(permission).toBe('denied');
});
