import type { App } from 'electron';
import type { Log } from '../system/log.ts';

const NETWORK_SERVICE = 'network.mojom.NetworkService';
const NO_GPU = '--disable-gpu';
/**
 * If the GPU process ends this often within `GPU_WITHIN`, Belfry restarts without it. Chromium would end the whole app at the sixth
 * time, or at the third if it draws by software from the start.
 */
const GPU_ENDS = { hardware: 5, software: 2 };
/** In seconds. */
const GPU_WITHIN = 3_600;
/** If a restart has helped for less than this, in seconds, Belfry does not restart again. */
const HELPED = 60;

/** The processes of Chromium besides the renderer. Chromium restarts them; this function restores what depended on them. */
export function watchChildProcesses(deps: {
  app: Pick<App, 'on'>;
  program: Pick<NodeJS.Process, 'argv' | 'uptime'>;
  /** Connections over the network service have failed. */
  reconnect: () => void;
  /** Restarts the app with these arguments. */
  restart: (args: readonly string[]) => void;
  log: Log;
}): void {
  const argv = deps.program.argv.slice(1);
  const software = argv.includes(NO_GPU);
  let gpuEnds: number[] = [];

  function onGpu(): void {
    const now = deps.program.uptime();
    gpuEnds = [...gpuEnds.filter((at) => now - at < GPU_WITHIN), now];
    if (gpuEnds.length < (software ? GPU_ENDS.software : GPU_ENDS.hardware)) return;
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
