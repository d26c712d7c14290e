/** What holds for the result of `npm run dist:dir` on every system, Windows and macOS among them. */
import fs from 'node:fs';
import path from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { startDesktop } from '../../build/desktop.ts';
import { inboxPage } from '../e2e/inbox-page.ts';
import { newProfile, ROOT, send } from '../support/app.ts';
import { launchPackaged, UNPACKED, unpackedExecutable } from '../support/packaged.ts';

/** How the wire says on and off. */
const ON = '1'.charCodeAt(0);
const OFF = '0'.charCodeAt(0);

const resources = path.join(UNPACKED, process.platform === 'darwin' ? 'Resources' : 'resources');

test('every fuse has its configured value', async () => {
  const wire = await getCurrentFuseWire(unpackedExecutable());
  expect({ ...wire }).toMatchObject({
    [FuseV1Options.RunAsNode]: OFF,
    [FuseV1Options.EnableCookieEncryption]: ON,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: OFF,
    [FuseV1Options.EnableNodeCliInspectArguments]: OFF,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ON,
    [FuseV1Options.OnlyLoadAppFromAsar]: ON,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: OFF,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: OFF,
  });
});

test('the package contains only what belongs in it', () => {
  expect(fs.readdirSync(resources)).not.toContain('default_app.asar');
  const modules = path.join(resources, 'app.asar.unpacked', 'node_modules');
  const native = path.join(modules, 'better-sqlite3');
  expect(fs.readdirSync(path.join(native, 'prebuilds'))).toEqual([
    `${process.platform}-${process.arch}.node`,
  ]);
  expect(fs.existsSync(path.join(native, 'deps'))).toBe(false);
  expect(fs.readdirSync(modules).filter((name) => name.startsWith('node-'))).toEqual([]);
});

type Entry = Readonly<{ files?: Readonly<Record<string, Entry>> }>;

/** npm packages that were packed as they are. https://github.com/electron/asar#format */
function packagesInArchive(): readonly string[] {
  const archive = fs.readFileSync(path.join(resources, 'app.asar'));
  const header: Entry = JSON.parse(archive.toString('utf8', 16, 16 + archive.readUInt32LE(12)));
  const namesIn = (folder: Entry | undefined) => Object.entries(folder?.files ?? {});
  return namesIn(header.files?.node_modules).flatMap(([name, entry]) =>
    name.startsWith('@') ? namesIn(entry).map(([inner]) => `${name}/${inner}`) : [name],
  );
}

/** The folder of Electron's licences too. */
const terms = process.platform === 'darwin' ? resources : UNPACKED;

test('the package contains the licences of all code in it', () => {
  const text = fs.readFileSync(path.join(terms, 'LICENSE.belfry.txt'), 'utf8');
  expect(fs.existsSync(path.join(terms, 'LICENSES.chromium.html'))).toBe(true);
  // The bundles' source maps know what they are made of; the window has none.
  const maps = fs.globSync('dist/{electron,server}/*.map', { cwd: ROOT });
  const sources = maps.flatMap((map) => JSON.parse(fs.readFileSync(path.join(ROOT, map), 'utf8')).sources);
  const inBundles = sources.flatMap(
    (source: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? [],
  );
  expect(inBundles).toContain('fastify');
  expect(packagesInArchive()).toContain('better-sqlite3');
  const inWindow = ['react', 'react-dom', '@radix-ui/react-tooltip', 'lucide-react', 'tailwindcss'];
  const names = new Set([...inBundles, ...inWindow, ...packagesInArchive()]);
  const headings = new Set([...text.matchAll(/^(\S+) \d+\.\d+\.\S+ \(.+\)$/gm)].map(([, name]) => name));
  expect([...names].filter((name) => !headings.has(name))).toEqual([]);
});

test('the app starts, receives, shows a row and marks it read, and still has it after a restart', async () => {
  const desktop = process.platform === 'linux' ? await startDesktop({ notifications: false }) : undefined;
  const profile = newProfile();
  const start = () =>
    launchPackaged({
      profile,
      executable: unpackedExecutable(),
      ...(desktop === undefined ? {} : { desktop }),
    });
  let app = await start();
  try {
    const { url, token } = app.endpoint;
    await send(url, token, { title: 'anywhere' });
    await send(url, token, { title: 'anywhere else' });
    const inbox = inboxPage(app.page);
    await inbox.act('anywhere', 'Mark as read');
    await expect(inbox.unreadMark('anywhere')).toHaveCount(0);

    await app.dispose();
    app = await start();
    const again = inboxPage(app.page);
    await expect(again.unreadMark('anywhere else')).toBeAttached();
    await expect(again.row('anywhere')).toBeVisible();
    await expect(again.unreadMark('anywhere')).toHaveCount(0);
  } finally {
    await app.dispose();
    await desktop?.stop();
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  }
});
