import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createOpener, desktopEnv, type OpenError } from '../../../electron/system/opener.ts';
import { until } from '../../support/poll.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-opener-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const calls = (): string => path.join(folder, 'calls');
const called = (): readonly string[] =>
  fs.existsSync(calls()) ? fs.readFileSync(calls(), 'utf8').trim().split('\n') : [];

/** A desktop that has only these programs; each records its call and then does what the test wants. */
function desktop(programs: Readonly<Record<string, string>>) {
  for (const [name, then] of Object.entries(programs)) {
    const script = `#!/bin/sh\necho "${name} $*" >> "${calls()}"\n${then}\n`;
    fs.writeFileSync(path.join(folder, name), script, { mode: 0o755 });
  }
  const shell = { openExternal: vi.fn(), openPath: vi.fn() };
  return createOpener({ platform: 'linux', env: { PATH: folder }, shell });
}

const codeOf = (opening: Promise<void>): Promise<string> =>
  opening.then(
    () => 'opened',
    ({ code }: OpenError) => code,
  );

test.each([
  ['https://example.org/a?b=c', 'xdg-open https://example.org/a?b=c'],
  ['http://localhost:3000/', 'xdg-open http://localhost:3000/'],
  [' https://example.org/"$(id)" --help', 'xdg-open https://example.org/%22$(id)%22%20--help'],
  ['mailto:somebody@example.org', 'xdg-email mailto:somebody@example.org'],
])('%s may be opened outside', async (url, call) => {
  await desktop({ 'xdg-open': '', 'xdg-email': '' }).link(url);
  expect(called()).toEqual([call]);
});

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://server/share',
  'belfry-ui://app/index.html',
  'ms-msdt:/id',
  '/usr/bin/true',
  '--help',
  'https://',
  '',
])('%s may not', async (url) => {
  expect(await codeOf(desktop({ 'xdg-open': '' }).link(url))).toBe('link_refused');
  expect(called()).toEqual([]);
});

test('its window may take the focus for the click that has asked for it', async () => {
  const opener = desktop({ 'xdg-open': `echo "$XDG_ACTIVATION_TOKEN $DESKTOP_STARTUP_ID" >> "${calls()}"` });
  await opener.link('https://example.org/', 'token-1');
  await opener.link('https://example.org/');
  expect(called().filter((line) => !line.startsWith('xdg-open'))).toEqual(['token-1 token-1']);
});

describe('on Linux', () => {
  const link = 'https://example.org/';

  test('the program is missing', async () => {
    expect(await codeOf(desktop({}).link(link))).toBe('opener_missing');
    expect(await codeOf(desktop({}).folder('/var/log'))).toBe('opener_missing');
  });

  test('the program has found nothing that opens it', async () => {
    const opener = desktop({ 'xdg-open': 'exit 3', gio: '' });
    expect(await codeOf(opener.link(link))).toBe('open_failed');
    expect(await codeOf(opener.folder('/var/log'))).toBe('open_failed');
    expect(called()).toEqual([`xdg-open ${link}`, 'xdg-open /var/log']);
  });

  test('the program was ended', async () => {
    expect(await codeOf(desktop({ 'xdg-open': 'kill -9 $$' }).link(link))).toBe('open_failed');
  });

  test('another program does it where the usual one is missing', async () => {
    await desktop({ gio: '' }).link('mailto:somebody@example.org');
    expect(called()).toEqual(['gio open mailto:somebody@example.org']);
  });

  test('a browser that stays in the foreground has opened, and is not ended with us', async () => {
    const pid = path.join(folder, 'pid');
    const opened = desktop({ 'xdg-open': `echo $$ > "${pid}"; exec /bin/sleep 60` }).link(link);
    const browser = await until('the browser', () => Number(fs.readFileSync(pid, 'utf8')) || null);
    await opened;
    // It leads a separate process group, so signals to ours do not reach it.
    process.kill(-browser, 'SIGKILL');
  });
});

test.each(['win32', 'darwin'] as const)('on %s Electron knows', async (platform) => {
  const shell = {
    openExternal: vi.fn(async (_url: string): Promise<void> => {}),
    openPath: vi.fn(async (_path: string) => ''),
  };
  const opener = createOpener({ platform, env: {}, shell });
  await opener.link('https://example.org/');
  await opener.folder('/logs');
  expect(shell.openExternal).toHaveBeenCalledWith('https://example.org/');
  shell.openExternal.mockRejectedValue(new Error('no application'));
  shell.openPath.mockResolvedValue('no application');
  expect(await codeOf(opener.link('https://example.org/'))).toBe('open_failed');
  expect(await codeOf(opener.folder('/logs'))).toBe('open_failed');
});

test("the desktop's programs see nothing of Electron and of an AppImage", () => {
  const image = '/tmp/.mount_Belfry';
  expect(
    desktopEnv({
      HOME: '/home/ann',
      PATH: `${image}/usr/bin:/usr/bin`,
      LD_LIBRARY_PATH: `${image}/usr/lib:`,
      APPDIR: image,
      APPIMAGE: '/home/ann/Belfry.AppImage',
      ELECTRON_RUN_AS_NODE: '1',
      CHROME_DESKTOP: 'belfry.desktop',
      XDG_CURRENT_DESKTOP: 'Unity',
      ORIGINAL_XDG_CURRENT_DESKTOP: 'ubuntu:GNOME',
    }),
  ).toEqual({ HOME: '/home/ann', PATH: '/usr/bin', XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' });
  expect(desktopEnv({ XDG_CURRENT_DESKTOP: 'Unity', ORIGINAL_XDG_CURRENT_DESKTOP: 'undefined' })).toEqual({});
  expect(desktopEnv({ LD_LIBRARY_PATH: '/opt/lib' })).toEqual({ LD_LIBRARY_PATH: '/opt/lib' });
});
