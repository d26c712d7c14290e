import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import dbus from '@particle/dbus-next';

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 3_000;

/** Ends a process and waits for it. Kills it if it does not react. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  // A stopped process handles signals only after it continues.
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

/** Waits for the first line of output, which shows that the program has started. @throws Error with the program's name */
export function firstLine(child: ChildProcess, fd: 1 | 3): Promise<string> {
  const name = path.basename(child.spawnfile);
  const stream = child.stdio[fd] as Readable;
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`${name} did not start: ${reason}`));
    const timer = setTimeout(() => fail('no answer'), START_TIMEOUT_MS);
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end !== -1) resolve(text.slice(0, end).trim());
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
    stream.once('data', () => clearTimeout(timer));
  });
}

/** Polls until the program has started. @throws Error with the program's name */
export async function until(
  name: string,
  child: ChildProcess,
  check: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + START_TIMEOUT_MS;
  while (!(await check())) {
    if (child.pid === undefined) throw new Error(`${name} did not start: not installed`);
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${name} did not start: ended with ${child.exitCode ?? child.signalCode}`);
    }
    if (Date.now() > end) throw new Error(`${name} did not start: no answer`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until a program owns its name on the session bus. @throws Error with the program's name */
export async function untilOwned(
  env: Readonly<{ DBUS_SESSION_BUS_ADDRESS: string }>,
  name: string,
  child: ChildProcess,
): Promise<void> {
  const bus = dbus.sessionBus({ busAddress: env.DBUS_SESSION_BUS_ADDRESS });
  bus.on('error', () => {});
  try {
    await until(path.basename(child.spawnfile), child, async () => {
      const reply = await bus.call(
        new dbus.Message({
          destination: 'org.freedesktop.DBus',
          path: '/org/freedesktop/DBus',
          interface: 'org.freedesktop.DBus',
          member: 'NameHasOwner',
          signature: 's',
          body: [name],
        }),
      );
      return reply?.body[0] === true;
    });
  } finally {
    bus.disconnect();
  }
}
