/** `npm start`: builds what has changed, starts the app and prints how to send a notification. */
import { buildIfChanged } from './build.ts';
import { createLauncher, passSignals, printCurlLine } from './launch.ts';

await buildIfChanged();
const launcher = await createLauncher();
const startedAt = Date.now();
const app = launcher.start();
passSignals(() => app);
app.on('exit', async (code) => {
  await launcher.stop();
  process.exit(code ?? 1);
});
await printCurlLine(launcher.profile, startedAt);
