/**
 * How many files and sockets this process may open (`ulimit -n`, which Node raises to the hard limit at its start); null where the
 * system has no such limit (Windows).
 */
export function descriptorLimit(): number | null {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : null;
}

/** Left for files, for plain requests such as `/health`, and for refusing clients beyond the limit. */
const RESERVE = { sockets: 120, connections: 60 } as const;
/** Below this, the server warns at its start. */
const SMALL = 4_096;

export type Capacity = Readonly<{
  /** Files and sockets that the process may have open. */
  openFiles: number;
  /** WebSockets that are served; further ones are asked to come back later. */
  sockets: number;
  /** Connections of any kind; further ones are closed at once. */
  connections: number;
  isSmall: boolean;
}>;

/** How many can be connected under this limit. */
export const capacityOf = (limit: number): Capacity => ({
  openFiles: limit,
  sockets: Math.max(1, limit - RESERVE.sockets),
  connections: Math.max(2, limit - RESERVE.connections),
  isSmall: limit < SMALL,
});
