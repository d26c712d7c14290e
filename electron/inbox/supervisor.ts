import { type RetryProfile, retryPause } from '#server/rules/retry';

/** How long a connection must hold before it counts as good again, in milliseconds. */
const HEALTHY_AFTER = 30_000;

export type Pace = Extract<RetryProfile, 'connection' | 'refused' | 'needs_user'>;

export interface Supervisor {
  /** An attempt has begun without being asked for. */
  begin(): void;
  /** The connection is open and subscribed. */
  up(): void;
  /** The connection is lost; a reconnect is due after a while, unless one is already. */
  down(): void;
  /** This attempt, or what it had led to, is over: the next one is due from now on. Returns in how many milliseconds. */
  failed(pace: Pace): number;
  /** Something suggests that trying now is worth it (resume, network change). */
  kick(): void;
  dispose(): void;
}

/**
 * Decides when to connect again: with growing, jittered pauses, for ever. pusher-js alone waits up to a minute, in step
 * with all other clients, and gives up after close codes 4000 to 4099.
 */
export function createSupervisor(deps: {
  reconnect: () => void;
  random: () => number;
  /** How long an attempt may take, and who hears that one took longer: to call `failed`. Without it, the next just follows. */
  attempt?: Readonly<{ limit: number; onLate: () => void }>;
}): Supervisor {
  let failures = 0;
  let pace: Pace = 'connection';
  let timer: NodeJS.Timeout | undefined;
  let health: NodeJS.Timeout | undefined;

  function settle(): void {
    clearTimeout(timer);
    clearTimeout(health);
    timer = undefined;
    health = undefined;
  }

  function schedule(): number {
    const pause = retryPause(pace, failures, deps.random());
    timer = setTimeout(attempt, pause);
    return pause;
  }

  function attempt(): void {
    settle();
    failures += 1;
    deps.reconnect();
    if (timer === undefined) begin();
  }

  function begin(): void {
    settle();
    if (deps.attempt === undefined) schedule();
    else timer = setTimeout(deps.attempt.onLate, deps.attempt.limit);
  }

  return {
    begin,
    up() {
      settle();
      health = setTimeout(() => {
        failures = 0;
      }, HEALTHY_AFTER);
    },
    down() {
      clearTimeout(health);
      if (timer === undefined) schedule();
    },
    failed(next) {
      settle();
      if (next !== pace) failures = 0;
      pace = next;
      return schedule();
    },
    kick() {
      settle();
      failures = -1;
      attempt();
    },
    dispose: settle,
  };
}
