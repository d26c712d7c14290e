/** The do-not-disturb of other desktops, with their own daemons and settings: toasts wait without a sound, and one summary ends it. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { serviceProgram } from '../../build/demo/scenery.ts';
import { type Desktop, untilOwned } from '../../build/desktop.ts';
import { expect, type Stage, test, useStage } from '../e2e/fixtures.ts';
import { monitorCalls } from '../support/bus.ts';
import { startSoundServer } from '../support/sound-server.ts';
import { DAEMONS, startDaemon } from './daemon-programs.ts';

/** Where the daemon has its configuration; Belfry reads the same. */
const configHome = ({ runtimeDir }: Desktop): string => path.join(runtimeDir, 'home', '.config');
const settingsEnv = (desktop: Desktop) => ({
  XDG_CONFIG_HOME: configHome(desktop),
  GSETTINGS_BACKEND: 'dconf',
});

const startService = (desktop: Desktop, name: string): Promise<void> =>
  untilOwned(desktop.env, name, desktop.start(serviceProgram(name), [], settingsEnv(desktop)));

function run(desktop: Desktop, program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { env: { ...process.env, ...desktop.env, ...settingsEnv(desktop) } });
}

type Source = Readonly<{
  daemon: string;
  /** The service that keeps its settings; null: it has a file. */
  service: string | null;
  set: (desktop: Desktop, is: boolean) => void;
}>;

const SOURCES: readonly Source[] = [
  {
    daemon: 'xfce4-notifyd',
    service: 'org.xfce.Xfconf',
    set: (desktop, is) =>
      run(
        desktop,
        'xfconf-query',
        ...['-c', 'xfce4-notifyd', '-p', '/do-not-disturb', '-n', '-t', 'bool', '-s', String(is)],
      ),
  },
  {
    daemon: 'mate-notification-daemon',
    service: 'ca.desrt.dconf',
    set: (desktop, is) =>
      run(desktop, 'gsettings', 'set', 'org.mate.NotificationDaemon', 'do-not-disturb', String(is)),
  },
  {
    daemon: 'lxqt-notificationd',
    service: null,
    set: (desktop, is) =>
      fs.writeFileSync(
        path.join(configHome(desktop), 'lxqt', 'notifications.conf'),
        `[General]\ndoNotDisturb=${is}\n`,
      ),
  },
];

for (const source of SOURCES) test.describe(source.daemon, () => holdWith(source));

function holdWith({ daemon, service, set }: Source): void {
  const program = DAEMONS.find(({ name }) => name === daemon);
  const stage: Stage = useStage({
    daemon: 'none',
    inFront: false,
    scene: {
      windowManager: true,
      async start(desktop) {
        if (program === undefined) throw new Error(`no daemon ${daemon}`);
        await startDaemon(desktop, program);
        fs.mkdirSync(path.join(configHome(desktop), 'lxqt'), { recursive: true });
        if (service !== null) await startService(desktop, service);
      },
    },
    env: () => settingsEnv(stage.desktop),
  });

  test('toasts wait while it is on', async () => {
    const titles: string[] = [];
    const end = await monitorCalls(
      stage.desktop.env.DBUS_SESSION_BUS_ADDRESS,
      'org.freedesktop.Notifications',
      ({ member, body }) => {
        if (member === 'Notify') titles.push(String(body[3]));
      },
    );
    const speaker = await startSoundServer(stage.desktop);
    set(stage.desktop, true);
    await expect.poll(stage.icon).toBe('paused-0');
    await stage.app.send({ title: 'held 1' });
    await stage.app.send({ title: 'held 2' });
    await expect.poll(stage.icon).toBe('paused-2');
    expect(titles).toEqual([]);
    expect(speaker.heard()).toEqual([]);
    set(stage.desktop, false);
    await expect.poll(stage.icon).toBe('ok-2');
    await expect.poll(() => titles).toEqual([expect.stringContaining('2')]);
    // A daemon that can plays its desktop's sound, which a test machine may lack.
    if (program?.can.includes('sound') !== true) await expect.poll(() => speaker.heard()).toHaveLength(1);
    await speaker.stop();
    end();
  });
}
