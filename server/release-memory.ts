/** How long after the start memory is released, in milliseconds: by then the server and the window have started. */
const CALM_MS = 4_000;

/**
 * A start leaves several megabytes of garbage and half-empty pages, and V8 keeps them while nothing happens: in a tray, for hours.
 * Node does not expose V8's low-memory notification; this call has the same effect and stalls for about 30 ms.
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

/** Releases memory once, after the start. Does nothing on a runtime without an inspector. */
export function releaseMemoryWhenCalm(): void {
  setTimeout(() => void releaseMemory().catch(() => {}), CALM_MS).unref();
}
