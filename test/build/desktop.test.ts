import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Desktop, startDesktop } from '../../build/desktop.ts';
import { connectBus } from '../support/bus.ts';
import { createHands } from '../support/x11.ts';

const desktops: Desktop[] = [];
const start = async (options?: Parameters<typeof startDesktop>[0]) => {
  const desktop = await startDesktop(options);
  desktops.push(desktop);
  return desktop;
};
afterEach(async () => {
  for (const desktop of desktops.splice(0)) await desktop.stop();
});

const notify = async (desktop: Desktop) => {
  const bus = await connectBus(desktop.env.DBUS_SESSION_BUS_ADDRESS);
  await bus.call({
    destination: 'org.freedesktop.Notifications',
    path: '/org/freedesktop/Notifications',
    interface: 'org.freedesktop.Notifications',
    member: 'Notify',
    signature: 'susssasa{sv}i',
    body: ['test', 0, '', 'Hello', '', [], {}, 0],
  });
  bus.disconnect();
};

const bright = (file: string) => {
  const { data } = PNG.sync.read(fs.readFileSync(file));
  return data.filter((value, at) => at % 4 !== 3 && value > 128).length;
};

/** Whether something still listens on the desktop's display. */
const displayLives = (desktop: Pick<Desktop, 'env'>) =>
  fs.existsSync(`/tmp/.X11-unix/X${desktop.env.DISPLAY.slice(1)}`);

describe.runIf(process.platform === 'linux')('a private desktop', () => {
  it('a screenshot shows what a program draws', async () => {
    const desktop = await start({ size: '800x600' });
    const file = path.join(desktop.runtimeDir, 'screen.png');
    desktop.screenshot(file);
    const before = bright(file);
    await notify(desktop);
    await vi.waitFor(() => {
      desktop.screenshot(file);
      expect(bright(file)).toBeGreaterThan(before);
    });
    const { width, height } = PNG.sync.read(fs.readFileSync(file));
    expect([width, height]).toEqual([800, 600]);
  });

  it('has the given wallpaper', async () => {
    const [width, height] = [640, 480];
    const pixels = Buffer.alloc(width * height * 4);
    // The colour encodes column and row; the picture needs more than one strip of the upload.
    for (let at = 0; at < width * height; at++) {
      pixels.set([at % 251, Math.floor(at / width) % 241, 77, 255], at * 4);
    }
    const wallpaper = { width, height, pixels };
    const desktop = await start({ size: `${width}x${height}`, notifications: false, wallpaper });
    const file = path.join(desktop.runtimeDir, 'screen.png');
    desktop.screenshot(file);
    const { data } = PNG.sync.read(fs.readFileSync(file));
    // But for the pointer, in the last corner.
    const before = width * (height - 20) * 4;
    expect(data.subarray(0, before).equals(pixels.subarray(0, before))).toBe(true);
  });

  it('can run beside another desktop', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect(one.env.DISPLAY).not.toBe(other.env.DISPLAY);
    expect(one.env.DBUS_SESSION_BUS_ADDRESS).not.toBe(other.env.DBUS_SESSION_BUS_ADDRESS);
  });

  it('admits nobody without its key', async () => {
    const desktop = await start({ notifications: false });
    const position = (env: Desktop['env']) => createHands(env).key('a');
    await expect(position({ ...desktop.env, XAUTHORITY: '/nonexistent' })).rejects.toThrow(/open display/i);
    await expect(position(desktop.env)).resolves.toBeUndefined();
  });

  it('without a notification daemon starts none when one is called', async () => {
    const desktop = await start({ notifications: false });
    await expect(notify(desktop)).rejects.toThrow(/ServiceUnknown|not provided/);
  });

  it('leaves nothing behind when it is stopped', async () => {
    const desktop = await startDesktop();
    await desktop.stop();
    expect(displayLives(desktop)).toBe(false);
    expect(fs.existsSync(desktop.runtimeDir)).toBe(false);
  });

  it('ends with the process that started it, even if that is killed', async () => {
    const module = path.join(import.meta.dirname, '..', '..', 'build', 'desktop.ts');
    const script = `import { startDesktop } from ${JSON.stringify(module)};
      const desktop = await startDesktop();
      console.log(JSON.stringify({ env: desktop.env, runtimeDir: desktop.runtimeDir }));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data) => resolve(String(data))),
    );
    const desktop: Pick<Desktop, 'env' | 'runtimeDir'> = JSON.parse(line);
    expect(displayLives(desktop)).toBe(true);
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(displayLives(desktop)).toBe(false), { timeout: 30_000 });
    await vi.waitFor(() => expect(fs.existsSync(desktop.runtimeDir)).toBe(false));
  });

  it('names the program that is missing', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    await expect(startDesktop()).rejects.toThrow(/^Xvfb did not start/);
  });
});
