import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { launchSecond, newProfile } from '../support/app.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage } from './inbox-page.ts';

test.skip(process.getuid?.() !== 0, 'not root: no disk can be mounted');

let disk: string | undefined;

const stage = useStage({
  profile() {
    disk = newProfile();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk]);
    const profile = path.join(disk, 'profile');
    fs.mkdirSync(profile);
    return profile;
  },
});

test.afterAll(() => {
  if (disk === undefined) return;
  execFileSync('umount', ['-l', disk]);
  fs.rmdirSync(disk);
});

/** Takes all that is left, also what is freed meanwhile. */
function fillDisk(file: string): void {
  const handle = fs.openSync(file, 'a');
  for (const size of [1024 * 1024, 4_096]) {
    try {
      for (;;) if (fs.writeSync(handle, Buffer.alloc(size)) < size) break;
    } catch {
      // Full.
    }
  }
  fs.closeSync(handle);
}

test('window and tray report a full disk, and nothing that was acknowledged is lost', async () => {
  const inbox = inboxPage(await stage.openWindow());
  await stage.app.send({ title: 'while there was room' });
  await expect(inbox.row('while there was room')).toBeVisible();

  const ballast = path.join(disk ?? '', 'ballast');
  const refused = async () => {
    fillDisk(ballast);
    return stage.app.send({ title: 'no room', message: 'x'.repeat(30_000) }).then(
      () => 'taken',
      (error: Error) => error.message,
    );
  };
  await expect.poll(refused).toBe('the send was answered by 503');
  const banner = (await stage.openWindow()).getByText('The disk is full');
  await expect(banner).toBeVisible();
  await expect.poll(() => stage.tray.tooltip()).toContain('the disk is full');
  await expect.poll(stage.icon).toMatch(/^offline-/);
  await expect(inbox.row('while there was room')).toBeVisible();

  fs.rmSync(ballast);
  await expect(banner).toHaveCount(0);
  await expect.poll(stage.icon).toMatch(/^ok-/);
  await stage.app.send({ title: 'room again' });
  await expect(inbox.row('room again')).toBeVisible();
  await expect(inbox.row('while there was room')).toBeVisible();
});

test('a damaged inbox is set aside; toast, tray and a row of the rebuilt one say so', async () => {
  await stage.app.quit();
  const { profile } = stage.app;
  fs.writeFileSync(path.join(profile, 'belfry.db'), 'not a database any more. '.repeat(400));
  const before = stage.recorder.notified().length;
  await stage.start({ hidden: true });

  const title = 'Your inbox was damaged and has been rebuilt';
  await expect.poll(stage.icon).toBe('ok-1');
  await expect.poll(() => stage.recorder.notified().length).toBe(before + 1);
  await expect(inboxPage(await stage.openWindow()).row(title)).toBeVisible();
  expect(fs.readdirSync(profile).filter((name) => name.startsWith('damaged-'))).toHaveLength(1);
  await stage.app.send({ title: 'life goes on' });
  await expect.poll(stage.icon).toBe('ok-2');
});

test('a database of a newer Belfry stays as it is, and the window says why', async () => {
  await stage.app.quit();
  const file = path.join(stage.app.profile, 'belfry.db');
  const newer = fs.readFileSync(file);
  // `user_version` in the header. https://www.sqlite.org/fileformat.html#the_database_header
  newer.writeUInt32BE(100_000, 60);
  fs.writeFileSync(file, newer);
  await stage.start({ ready: false });
  const page = await stage.openWindow();
  await expect(page.getByText('was written by a newer version of Belfry')).toBeVisible();
  await expect.poll(stage.icon).toMatch(/^offline-/);
  expect(fs.readFileSync(file).readUInt32BE(60)).toBe(100_000);
});

test('a dialog reports a profile folder that cannot be written to', async () => {
  const readOnly = newProfile();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', readOnly]);
  try {
    const profile = path.join(readOnly, 'profile');
    fs.mkdirSync(path.join(profile, 'home'), { recursive: true });
    execFileSync('mount', ['-o', 'remount,ro', readOnly]);
    const ended = launchSecond({ desktop: stage.desktop, profile });
    await expect.poll(() => stage.hands.activeWindow()).toBe('Error');
    await stage.hands.key('Return');
    await ended;
  } finally {
    execFileSync('umount', ['-l', readOnly]);
    fs.rmdirSync(readOnly);
  }
});
