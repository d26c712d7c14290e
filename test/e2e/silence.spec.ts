/** What waits makes no sound, and what breaks through makes one: heard at a real sound server. */
import { DEFAULTS, type SettingsPatch } from '#app/rules/settings';
import { type SoundServer, startSoundServer } from '../support/sound-server.ts';
import { expect, test, useStage } from './fixtures.ts';
import { patchSettings } from './inbox-page.ts';

/** dunst plays no sounds, so Belfry does. */
const stage = useStage({ daemon: 'dunst', inFront: false });

let speaker: SoundServer;
test.beforeAll(async () => {
  speaker = await startSoundServer(stage.desktop);
});
test.afterAll(() => speaker.stop());

const patch = async (changes: SettingsPatch) => patchSettings(await stage.app.window(), changes);
const titles = () => stage.dunst.notified().map(({ title }) => title);

/** So many sounds since the start, and silence after the last. */
async function heard(sounds: number): Promise<void> {
  await expect.poll(() => speaker.heard().length).toBe(sounds);
  await expect.poll(speaker.isSilent).toBe(true);
}

const DAYS = [1, 2, 3, 4, 5, 6, 7];
const ALL_DAY = [
  { days: DAYS, from: '00:00', to: '12:00' },
  { days: DAYS, from: '12:00', to: '00:00' },
];

type Hold = Readonly<{ name: string; begin: () => Promise<void>; end: () => Promise<void> }>;
const HOLDS: readonly Hold[] = [
  {
    name: 'a pause',
    begin: () => stage.tray.choose('Pause notifications', 'For 1 hour'),
    end: () => stage.tray.choose('Resume notifications'),
  },
  {
    name: 'quiet hours',
    begin: () => patch({ quietHours: { on: true, zone: '', windows: ALL_DAY } }),
    end: () => patch({ quietHours: DEFAULTS.quietHours }),
  },
  {
    name: 'the desktop’s do-not-disturb',
    begin: () => stage.dunst.setPaused(true),
    end: () => stage.dunst.setPaused(false),
  },
];

for (const { name, begin, end } of HOLDS)
  test(`during ${name} only an emergency is heard, and afterwards the summary`, async () => {
    const before = speaker.heard().length;
    const asked = titles().length;
    await begin();
    await expect.poll(stage.icon).toBe('paused-0');
    await stage.app.send({ title: 'quiet 1' });
    await stage.app.send({ title: 'quiet 2' });
    await expect.poll(stage.icon).toBe('paused-2');

    await stage.app.send({ title: `Fire in ${name}`, emergency: { retry: 600, expire: 1_200 } });
    await expect.poll(() => titles().at(-1)).toBe(`Fire in ${name}`);
    // Sounds come in their order: had a quiet one been heard, it would have been before this.
    await heard(before + 1);
    expect(titles().slice(asked)).toEqual([`Fire in ${name}`]);

    await stage.tray.choose(`Acknowledge: Fire in ${name}`);
    await end();
    await heard(before + 2);
    await stage.tray.choose('Mark all read');
    await expect.poll(stage.icon).toBe('ok-0');
  });
