/**
 * `npm run dev`: like `npm start`, but it also follows changes. It reloads the window after a change there, and restarts the app after
 * any other change. It ends when the app ends.
 */
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { WebSocket } from 'ws';
import { buildIfChanged, type Part } from './build.ts';
import { createLauncher, passSignals, printCurlLine } from './launch.ts';

const ROOT = path.dirname(import.meta.dirname);
/** Editors write a file in several steps, so wait until no change has come for this long. */
const SETTLE_MS = 100;

await buildIfChanged();
const launcher = await createLauncher();
const debuggingFile = path.join(launcher.profile, 'chromium', 'DevToolsActivePort');
let restarting = false;
let app = start();
passSignals(() => app);
void printCurlLine(launcher.profile, Date.now());

function start() {
  fs.rmSync(debuggingFile, { force: true });
  // Chromium writes the file before it creates the folder.
  fs.mkdirSync(path.dirname(debuggingFile), { recursive: true, mode: 0o700 });
  const child = launcher.start('--remote-debugging-port=0');
  child.on('exit', async (code) => {
    if (restarting) return;
    await launcher.stop();
    process.exit(code ?? 1);
  });
  return child;
}

async function restart(): Promise<void> {
  restarting = true;
  const ended = once(app, 'exit');
  app.kill('SIGTERM');
  await ended;
  restarting = false;
  app = start();
}

/** Uses Chromium's debugging port, so the app needs no code for it. https://chromedevtools.github.io/devtools-protocol/ */
async function reload(): Promise<void> {
  const [port] = fs.readFileSync(debuggingFile, 'utf8').split('\n');
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
  const targets = (await answer.json()) as { type: string; webSocketDebuggerUrl: string }[];
  for (const { webSocketDebuggerUrl } of targets.filter(({ type }) => type === 'page')) {
    const socket = new WebSocket(webSocketDebuggerUrl);
    await once(socket, 'open');
    socket.send(JSON.stringify({ id: 1, method: 'Page.reload' }));
    await once(socket, 'message');
    socket.close();
  }
}

async function follow(parts: readonly Part[]): Promise<void> {
  if (parts.length === 0) return;
  const onlyWindow = parts.every((part) => part === 'renderer');
  console.log(`${new Date().toLocaleTimeString()} ${parts.join(', ')}: ${onlyWindow ? 'reload' : 'restart'}`);
  await (onlyWindow ? reload() : restart());
}

let settled: NodeJS.Timeout | undefined;
let work = Promise.resolve();
function changed(): void {
  clearTimeout(settled);
  settled = setTimeout(() => {
    work = work
      .then(buildIfChanged)
      .then(follow)
      // The edit does not compile yet, or the window is closed.
      .catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
  }, SETTLE_MS);
}
for (const room of ['electron', 'renderer', 'server']) {
  fs.watch(path.join(ROOT, room), { recursive: true }, changed);
}
