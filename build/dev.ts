/**
 * `npm run dev`: as `npm start`, and again after each change: of the window by a reload, of anything else by a restart.
 * Ends when the app does.
 */
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { WebSocket } from 'ws';
import { buildIfChanged, type Part } from './build.ts';
import { createLauncher, passSignals, sayHowToSend } from './launch.ts';

const ROOT = path.dirname(import.meta.dirname);
/** Editors write a file in several steps. */
const CALM_MS = 100;

await buildIfChanged();
const launcher = await createLauncher();
const debuggingFile = path.join(launcher.profile, 'chromium', 'DevToolsActivePort');
let restarting = false;
let app = start();
passSignals(() => app);
void sayHowToSend(launcher.profile, Date.now());

function start() {
  fs.rmSync(debuggingFile, { force: true });
  // Chromium writes it before it makes its folder.
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

/** By the debugging port of https://chromedevtools.github.io/devtools-protocol/: nothing of this is in the app. */
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

let calm: NodeJS.Timeout | undefined;
let work = Promise.resolve();
function changed(): void {
  clearTimeout(calm);
  calm = setTimeout(() => {
    work = work
      .then(buildIfChanged)
      .then(follow)
      // A line that does not compile yet, or a window that is closed.
      .catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
  }, CALM_MS);
}
for (const room of ['electron', 'renderer', 'server']) {
  fs.watch(path.join(ROOT, room), { recursive: true }, changed);
}
