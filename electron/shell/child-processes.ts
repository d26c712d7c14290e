import type { App } from 'electron';
import type { Log } from '../system/log.ts';

const NETWORK_SERVICE = 'network.mojom.NetworkService';
const NO_GPU = '--disable-gpu';
/**
 * After so many ends of the GPU process within an hour (in seconds), Belfry restarts without it. Chromium would end the whole app at the
 * sixth; drawing by software from the start, at the third.
 */
const GPU_ENDS = { usual: 5, software: 2 };
const GPU_WITHIN = 3_600;
/** A restart that has helped no longer than this is not repeated, in seconds. */
const HELPED = 60;

/** The processes of Chromium besides the renderer. It starts them again by itself; what hangs on them is seen to here. */
export function watchChildProcesses(deps: {
  app: Pick<App, 'on'>;
  program: Pick<NodeJS.Process, 'argv' | 'uptime'>;
  /** What went over the network service before has failed. */
  reconnect: () => void;
  /** Ends the app and starts it again with these arguments. */
  restart: (args: readonly string[]) => void;
  log: Log;
}): void {
  const argv = deps.program.argv.slice(1);
  const software = argv.includes(NO_GPU);
  let gpuEnds: number[] = [];

  function onGpu(): void {
    const now = deps.program.uptime();
    gpuEnds = [...gpuEnds.filter((at) => now - at < GPU_WITHIN), now];
    if (gpuEnds.length < (software ? GPU_ENDS.software : GPU_ENDS.usual)) return;
    if (software && now < HELPED) return;
    gpuEnds = [];
    deps.log.error('the GPU process keeps ending: starting again without it');
    deps.restart([...argv.filter((argument) => argument !== NO_GPU), NO_GPU]);
  }

  deps.app.on('child-process-gone', (_event, { type, name, serviceName, reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    deps.log.error(`a process has ended: ${name ?? serviceName ?? type}, ${reason} (${exitCode})`);
    if (serviceName === NETWORK_SERVICE) deps.reconnect();
    if (type === 'GPU') onGpu();
  });
}
