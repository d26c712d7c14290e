/**
 * How many files and sockets this process may have open, as `ulimit -n` says; null where the system has no such limit (Windows).
 * Node has raised it to the hard limit by then.
 */
export function descriptorLimit(): number | null {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | 'unlimited' } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : null;
}

/** What is left for files, for plain requests such as `/health`, and for telling those who find no place. */
const RESERVE = { sockets: 120, connections: 60 } as const;
/** Below it a server says at its start that it is small. */
const SMALL = 4_096;

export type Capacity = Readonly<{
  /** Files and sockets that the process may have open. */
  openFiles: number;
  /** WebSockets that are served; further ones are told to return later. */
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
