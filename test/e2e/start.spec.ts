import fs from 'node:fs';
import path from 'node:path';
import { launchSecond, newProfile } from '../support/app.ts';
import { expect, test, useStage } from './fixtures.ts';

const stage = useStage({
  profile() {
    const profile = newProfile();
    fs.writeFileSync(path.join(profile, 'state.json'), '{"window": ');
    return profile;
  },
});

test('the place of the window, damaged on disk, does not keep the app from starting', async () => {
  await stage.openWindow();
  await expect.poll(() => stage.hands.activeWindow()).toBe('Belfry');
});

test('what keeps the app from starting is told in a box, and is the end of it', async () => {
  const profile = newProfile();
  fs.mkdirSync(path.join(profile, 'settings.json'));
  const ended = launchSecond({ desktop: stage.desktop, profile });
  await expect.poll(() => stage.hands.activeWindow()).toBe('Error');
  await stage.hands.key('Return');
  expect(await ended).toBe(1);
  expect(fs.readFileSync(path.join(profile, 'logs', 'belfry.log'), 'utf8')).toContain('the start failed');
});
