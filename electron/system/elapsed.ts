import os from 'node:os';

/**
 * Milliseconds since this computer started, its sleep included. Nobody sets this clock: what lasts for a while is measured by it,
 * not by the clock on the wall.
 */
export const elapsed = (): number => os.uptime() * 1_000;
