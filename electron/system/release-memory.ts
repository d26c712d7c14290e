/** By then the start is over, also that of a window. */
const CALM_MS = 4_000;

/**
 * A start leaves several megabytes of garbage and of half-empty pages, which V8 would keep for as long as nothing happens,
 * which in a tray is for hours. Node has no call of its own for V8's low-memory notification; this one stalls for some 30 ms.
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

/** Once, when the start is over; a runtime without an inspector keeps what it has. */
export function releaseMemoryWhenCalm(): void {
  setTimeout(() => void releaseMemory().catch(() => {}), CALM_MS).unref();
}
