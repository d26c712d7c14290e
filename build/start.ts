/** `npm start`: builds what has changed and starts the app. */
import { buildIfChanged } from './build.ts';
import { createLauncher, passSignals, sayHowToSend } from './launch.ts';

await buildIfChanged();
const launcher = await createLauncher();
const startedAt = Date.now();
const app = launcher.start();
passSignals(() => app);
app.on('exit', async (code) => {
  await launcher.stop();
  process.exit(code ?? 1);
});
await sayHowToSend(launcher.profile, startedAt);
