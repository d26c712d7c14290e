/** `npm run demo`: a scripted day of a user, in seconds, on a desktop of its own. Leaves pictures in dist/demo. */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfChanged } from '../build.ts';
import { keepPictures } from './avatars.ts';
import { createCamera } from './camera.ts';
import { playDay } from './day.ts';
import { startScenery } from './scenery.ts';
import { watchToasts } from './toasts.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const FOLDER = path.join(ROOT, 'dist', 'demo');
/** Those that the README shows, and where it finds them. */
const SHOWN = ['desktop.png', 'inbox-light.png', 'settings-dark.png'] as const;
const KEPT = path.join(import.meta.dirname, 'pictures');

const { values } = parseArgs({ options: { 'update-readme': { type: 'boolean', default: false } } });
if (process.platform !== 'linux') {
  console.error(
    'The demo brings a desktop of its own, which it can do on Linux only. `npm start` runs everywhere.',
  );
  process.exit(1);
}
if (process.getuid?.() === 0) {
  console.error('Running as root: Chromium runs without its sandbox here (--no-sandbox).');
}

await buildIfChanged();
const startedAt = Date.now();
const say = (line: string) =>
  console.log(`${((Date.now() - startedAt) / 1_000).toFixed(1).padStart(5)} s  ${line}`);
const scenery = await startScenery(say);
const profile = path.join(scenery.desktop.runtimeDir, 'profile');
fs.mkdirSync(profile);
const pictures = keepPictures(profile);
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
  const missing = SHOWN.filter((name) => !taken.includes(name));
  if (missing.length > 0)
    throw new Error(`the README keeps its pictures, as there is no ${missing.join(', ')}`);
  fs.mkdirSync(KEPT, { recursive: true });
  for (const name of SHOWN) fs.copyFileSync(path.join(FOLDER, name), path.join(KEPT, name));
  console.log(`Those of the README are new in ${path.relative(process.cwd(), KEPT)}.`);
}
