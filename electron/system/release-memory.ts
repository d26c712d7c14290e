/** How long after the start memory is released, in milliseconds: by then the start is over, also that of the window. */
const CALM_MS = 4_000;

/**
 * A start leaves several megabytes of garbage and half-empty pages. V8 keeps them while nothing happens, which in a tray may be for
 * hours. Node cannot send V8's low-memory notification, but the inspector can; it stalls the process for about 30 ms.
 */
export async function releaseMemory(): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}

/** Once, when the start is over. A runtime without an inspector releases nothing. */
export function releaseMemoryWhenCalm(): void {
  setTimeout(() => void releaseMemory().catch(() => {}), CALM_MS).unref();
}
