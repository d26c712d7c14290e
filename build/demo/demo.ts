/** `npm run demo`: plays a scripted day of a user in seconds, on a private desktop, and saves pictures in dist/demo. */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from '../build.ts';
import { cachePictures } from './avatars.ts';
import { createCamera } from './camera.ts';
import { playDay } from './day.ts';
import { startScenery } from './scenery.ts';
import { watchToasts } from './toasts.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const FOLDER = path.join(ROOT, 'dist', 'demo');
/** The README's pictures, and their folder. */
const README_NAMES = ['desktop.png', 'inbox-light.png', 'settings-dark.png'] as const;
const README_FOLDER = path.join(import.meta.dirname, 'pictures');

const { values } = parseArgs({ options: { 'update-readme': { type: 'boolean', default: false } } });
if (process.platform !== 'linux') {
  console.error('The demo needs Linux, because it starts a private desktop. `npm start` runs everywhere.');
  process.exit(1);
}
if (process.getuid?.() === 0) {
  console.error('You are root, so Chromium runs without its sandbox (--no-sandbox).');
}

await buildIfChanged();
const startedAt = Date.now();
const say = (line: string) =>
  console.log(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${line}`);
const scenery = await startScenery(say);
const profile = path.join(scenery.desktop.runtimeDir, 'profile');
fs.mkdirSync(profile);
const pictures = cachePictures(profile);
const toasts = watchToasts(scenery.desktop.env.DBUS_SESSION_BUS_ADDRESS);
try {
  const camera = createCamera(FOLDER, scenery.desktop);
  await playDay({ profile, scenery, toasts, camera, pictures, say });
} finally {
  toasts.disconnect();
  await scenery.desktop.stop();
}

const taken = fs.readdirSync(FOLDER);
console.log(`\nPictures in ${path.relative(process.cwd(), FOLDER)}: ${taken.join(', ')}`);
if (values['update-readme']) {
  const missing = README_NAMES.filter((name) => !taken.includes(name));
  if (missing.length > 0)
    throw new Error(`the README's pictures stay as they are, because ${missing.join(', ')} is missing`);
  fs.mkdirSync(README_FOLDER, { recursive: true });
  for (const name of README_NAMES) fs.copyFileSync(path.join(FOLDER, name), path.join(README_FOLDER, name));
  console.log(`The README's pictures in ${path.relative(process.cwd(), README_FOLDER)} are updated.`);
}
