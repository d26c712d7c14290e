/** Timing of reconnects, in milliseconds. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
/** A connection counts as good again after it has held this long. */
const HEALTHY_AFTER = 30_000;

export interface Supervisor {
  /** The connection is open and subscribed. */
  up(): void;
  /** It is not; a reconnect is due after a while, unless one is already. */
  down(): void;
  /** Something suggests that trying now is worth it (resume, network change). */
  kick(): void;
  dispose(): void;
}

/**
 * Decides when to connect anew: with growing, jittered pauses, for ever. pusher-js alone waits up to a minute, in step
 * with all other clients, and gives up after close codes 4000 to 4099.
 */
export function createSupervisor(deps: { reconnect: () => void; random: () => number }): Supervisor {
  let failures = 0;
  let retry: NodeJS.Timeout | undefined;
  let health: NodeJS.Timeout | undefined;

  const wait = (): number =>
    FIRST_WAIT + deps.random() * Math.min(LONGEST_WAIT - FIRST_WAIT, FIRST_WAIT * 2 ** failures);

  function schedule(): void {
    retry ??= setTimeout(() => {
      retry = undefined;
      failures += 1;
      deps.reconnect();
      schedule();
    }, wait());
  }

  function settle(): void {
    clearTimeout(retry);
    clearTimeout(health);
    retry = undefined;
    health = undefined;
  }

  return {
    up() {
      settle();
      health = setTimeout(() => {
        failures = 0;
      }, HEALTHY_AFTER);
    },
    down() {
      clearTimeout(health);
      schedule();
    },
    kick() {
      settle();
      failures = 0;
      deps.reconnect();
      schedule();
    },
    dispose: settle,
  };
}
