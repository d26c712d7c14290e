import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launchSecond, newProfile, ROOT } from '../support/app.ts';
import { expect, test, useStage } from './fixtures.ts';

const stage = useStage({
  profile() {
    const profile = newProfile();
    fs.writeFileSync(path.join(profile, 'state.json'), '{"window": ');
    fs.writeFileSync(path.join(profile, 'settings.json'), '{"updates":"off","theme":"dark","sound":"loud",}');
    return profile;
  },
});

test('the app starts with damaged files, and says where they are until its user dismisses that', async () => {
  const page = await stage.openWindow();
  await expect.poll(() => stage.hands.activeWindow()).toBe('Belfry');
  const { profile } = stage.app;
  const copyOf = (name: string): string =>
    path.join(profile, fs.readdirSync(profile).find((each) => each.startsWith(`${name}.damaged-`)) ?? name);

  await expect(page.getByText(`The old file is kept as ${copyOf('state.json')}`)).toBeVisible();
  const told = page
    .getByRole('status')
    .filter({ hasText: `The old file is kept as ${copyOf('settings.json')}` });
  await expect(told).toBeVisible();
  await expect(page.getByText('does not understand these values in settings.json: sound')).toBeVisible();
  expect(fs.readFileSync(copyOf('settings.json'), 'utf8')).toContain('"loud",}');
  // What could be read of it counts.
  await expect.poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);

  await told.getByRole('button', { name: 'Dismiss' }).click();
  await expect(told).toHaveCount(0);
  await stage.app.quit();
  await stage.start();
  const again = await stage.openWindow();
  await expect(again.getByText(`The old file is kept as ${copyOf('state.json')}`)).toBeVisible();
  await expect(again.getByText(copyOf('settings.json'))).toHaveCount(0);
});

test('the app starts with an empty TMPDIR and with variables of other systems', async () => {
  const { profile } = stage.app;
  const env = { TMPDIR: '', TMP: '/nowhere', TEMP: '/nowhere' };
  // The one that runs takes it on; a box would wait for its user.
  expect(await launchSecond({ desktop: stage.desktop, profile, env })).toBe(0);
});

/** The app on a system that starts no more processes. */
function withoutProcesses(): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-alone-'));
  fs.writeFileSync(path.join(root, 'package.json'), JSON.stringify({ name: 'belfry', main: 'main.mjs' }));
  const main = pathToFileURL(path.join(ROOT, 'dist', 'electron', 'main.js'));
  fs.writeFileSync(
    path.join(root, 'main.mjs'),
    `import { utilityProcess } from 'electron';
     utilityProcess.fork = () => { throw new Error('no more processes'); };
     await import(${JSON.stringify(main.href)});`,
  );
  return root;
}

test('a dialog says why the app cannot start, and the app ends', async () => {
  const profile = newProfile();
  const ended = launchSecond({ desktop: stage.desktop, profile, root: withoutProcesses() });
  await expect.poll(() => stage.hands.activeWindow()).toBe('Error');
  await stage.hands.key('Return');
  expect(await ended).toBe(1);
  expect(fs.readFileSync(path.join(profile, 'logs', 'belfry.log'), 'utf8')).toContain('the start failed');
});
