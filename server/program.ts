import { visibleText } from '#server/rules/text/text';
import { ConfigError, runCommand } from './cli/cli.ts';
import { helpText, readConfig } from './config.ts';
import { type ParentPort, runEmbedded } from './embedded.ts';
import { createLog } from './log.ts';
import { releaseMemoryWhenCalm } from './release-memory.ts';
import { type RunningServer, startServer } from './start.ts';

const BAD_USAGE = 2;
/** A message to the parent needs a moment to leave this process. */
const FAREWELL_MS = 250;

/** Set by Electron in a utility process. */
const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };

async function runStandalone(): Promise<void> {
  const config = readConfig(process.argv.slice(2), process.env);
  if (config === 'help') {
    console.log(helpText());
    return;
  }
  const { logLevel, ...options } = config;
  let server: RunningServer | undefined;
  process.on('SIGHUP', () => server?.reloadCertificate());
  server = await startServer({ ...options, embedded: false, log: createLog(logLevel) });
  // A reader of the ready line may stop the server at once.
  stopOnSignal(server);
  console.log(`Belfry server ready at ${server.url} (data in ${options.dataDir})`);
}

function stopOnSignal(server: RunningServer): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      void server.stop().then(() => process.exit(0));
    });
  }
}

try {
  if (parentPort === undefined) {
    const code = await runCommand(process.argv.slice(2), {
      print: console.log,
      complain: console.error,
      input: process.stdin,
      prompts: process.stderr,
    });
    if (code === null) await runStandalone();
    else process.exitCode = code;
  } else {
    const leave = (): void => void setTimeout(() => process.exit(1), FAREWELL_MS);
    const server = await runEmbedded(parentPort, createLog('info'), leave);
    if (server === null) leave();
    else {
      stopOnSignal(server);
      releaseMemoryWhenCalm();
    }
  }
} catch (error) {
  console.error(visibleText(error instanceof Error ? error.message : String(error)));
  process.exitCode = error instanceof ConfigError ? BAD_USAGE : 1;
}
