import fs from 'node:fs';
import path from 'node:path';
import type { SendRequest } from '#server/send';
import { type App, launchApp } from './app.ts';
import type { Pictures } from './avatars.ts';
import type { Camera } from './camera.ts';
import { fillHistory } from './history.ts';
import { arrivals, burst, history } from './messages.ts';
import type { Scenery } from './scenery.ts';
import { send } from './sender.ts';
import type { Toasts } from './toasts.ts';
import { pause, until } from './wait.ts';

/** Belfry combines toasts that are closer together than this, in milliseconds. */
const TOAST_DISTANCE = 1_100;
/** Beside the toasts. */
const BOUNDS = { x: 340, y: 84, width: 440, height: 680 };
/** A port that an app of the machine's user does not use. */
const PORT = 47_650;

export interface Stage {
  readonly profile: string;
  readonly scenery: Scenery;
  readonly toasts: Toasts;
  readonly camera: Camera;
  readonly pictures: Pictures;
  /** Prints what happened. */
  readonly say: (line: string) => void;
}

/** @throws Error as soon as an expected event does not happen */
export async function playDay(stage: Stage): Promise<void> {
  const { profile, scenery, say } = stage;
  fs.writeFileSync(path.join(profile, 'settings.json'), JSON.stringify({ port: PORT }));
  fs.writeFileSync(path.join(profile, 'state.json'), JSON.stringify({ bounds: BOUNDS }));
  const sent = new Set<string>();

  const first = await launchApp(profile, scenery.env);
  try {
    await firstRun(stage, first);
  } finally {
    await first.quit();
  }
  const past = history(stage.pictures);
  for (const { id } of await fillHistory(profile, past)) sent.add(id);
  say(`While Belfry was not running, ${past.length} notifications of the last days arrived in its inbox`);

  const app = await launchApp(profile, scenery.env);
  try {
    await comeBack(stage, app);
    await app.lookAway();
    for (const id of await arrive(stage, app)) sent.add(id);
    await tidyUp(stage, app);
    sent.add(await survive(stage, app));
    const inbox = new Set(await app.inbox());
    const lost = [...sent].filter((id) => !inbox.has(id));
    if (lost.length > 0) throw new Error(`${lost.length} of ${sent.size} notifications were lost`);
    say(`All ${sent.size} acknowledged notifications are in the inbox`);
  } finally {
    await app.quit();
  }
}

async function firstRun({ camera, toasts, say }: Stage, { page, unread }: App): Promise<void> {
  await page.getByText('Your first notification').waitFor();
  await camera.window(page, 'first-run');
  say('First start: an empty inbox, and a curl line for the first notification');

  await page.getByRole('button', { name: 'Send a test' }).click();
  await until('the test notification', async () => (await unread()) === 1 && (await toasts.count()) === 1);
  say('“Send a test”: one toast, 1 unread');

  await page.keyboard.press('Control+,');
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  await camera.window(page, 'settings');
  await page.getByRole('button', { name: 'Back to inbox' }).click();
  say('Settings: theme, light and dark');

  await page.getByRole('article').focus();
  await page.keyboard.press('#');
  await until('an empty inbox', async () => (await unread()) === 0 && (await toasts.count()) === 0);
  say('The key # deletes the test; its toast goes with it');
}

async function comeBack({ toasts, say }: Stage, { page, unread }: App): Promise<void> {
  await until('the summary', async () => (await toasts.count()) === 1);
  const missed = await unread();
  say(`Second start: one toast for everything that arrived meanwhile, ${missed} unread`);
  await page.getByRole('button', { name: 'Mark all read' }).click();
  await until('nothing unread', async () => (await unread()) === 0 && (await toasts.count()) === 0);
  say('“Mark all read”: 0 unread, and the toast is gone');
}

async function arrive(stage: Stage, { page, unread }: App): Promise<readonly string[]> {
  const { profile, scenery, camera, toasts, say } = stage;
  const { shipped, comment, friend, backup, failed } = arrivals(stage.pictures);
  const ids: string[] = [];
  const come = async (request: SendRequest): Promise<void> => {
    const [visible, count] = [await toasts.count(), await unread()];
    ids.push((await send(profile, request)).id);
    await until(`“${request.title}”`, async () => {
      return (await toasts.count()) === visible + 1 && (await unread()) === count + 1;
    });
    const loud = request.priority === 5 ? ', critical' : '';
    say(`${request.type}${loud}: toast “${request.title}”, ${count + 1} unread`);
    await pause(TOAST_DISTANCE);
  };

  for (const request of burst) ids.push((await send(profile, request)).id);
  await until('the burst in one row', () => page.getByText(`×${burst.length}`).isVisible());
  say(`${burst.length} deploy events at once: one toast, one row ×${burst.length}, ${await unread()} unread`);
  await toasts.closeAll();
  await pause(TOAST_DISTANCE);
  say(`Toast clicked away: still ${await unread()} unread`);

  await camera.theme(page, 'dark');
  for (const request of [shipped, comment, failed, friend, backup]) await come(request);
  if (scenery.panel) await camera.desktop(page, 'desktop');
  await camera.window(page, 'inbox');
  return ids;
}

async function tidyUp({ camera, toasts, say }: Stage, { page, unread }: App): Promise<void> {
  const [visible, count] = [await toasts.count(), await unread()];
  await page.getByRole('article').first().focus();
  await page.keyboard.press('j');
  await page.keyboard.press('u');
  await until(
    'one read',
    async () => (await unread()) === count - 1 && (await toasts.count()) === visible - 1,
  );
  say(`The key u marks one read: ${count - 1} unread, and its toast is gone`);

  await page.getByRole('button', { name: 'Mark all read' }).click();
  await until('nothing unread', async () => (await unread()) === 0 && (await toasts.count()) === 0);
  await page.getByRole('tab', { name: 'Unread' }).click();
  await page.getByText('All caught up').waitFor();
  await camera.window(page, 'empty');
  await page.getByRole('tab', { name: 'Inbox' }).click();
  say('“Mark all read”: 0 unread, no toast left');
}

async function survive(stage: Stage, app: App): Promise<string> {
  const { profile, toasts, say } = stage;
  await app.killBackend();
  const { id, attempts } = await send(profile, arrivals(stage.pictures).late);
  await until('the toast after the restart', async () => (await toasts.count()) === 1);
  await until('the notification after the restart', async () => (await app.unread()) === 1);
  say(
    `The backend was killed and restarted; the sender tried ${attempts} times and its notification arrived once: 1 unread`,
  );
  return id;
}
