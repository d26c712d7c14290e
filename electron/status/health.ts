import type { Connection, Health, SourceHealth, SourceProblem } from '#app/state';

type Trouble = Exclude<Connection['status'], 'online'> | SourceProblem;

/** From mild to severe; the most severe is shown. 0: connected, with something to look at. A backend that cannot run is worst: without it nothing of a source is stored. */
const SEVERITY: Readonly<Record<Trouble, number>> = {
  partly_refused: 0,
  connecting: 1,
  reconnecting: 2,
  starting: 3,
  unreachable: 4,
  refused: 5,
  signed_out: 6,
  offline: 7,
};
/** From here on the trouble does not pass by itself, or has lasted long. */
const LASTING = SEVERITY.unreachable;

/** The state of the app as a whole: the one rule for tray, window and the mark on its sources. */
export function healthOf({ status }: Connection, sources: readonly SourceHealth[]): Health {
  const worstFirst = sources.toSorted((a, b) => SEVERITY[b.problem] - SEVERITY[a.problem]);
  const backend = status === 'online' ? 0 : SEVERITY[status];
  const [first] = worstFirst;
  const source = first === undefined ? 0 : SEVERITY[first.problem];
  const worst = Math.max(backend, source);
  return {
    level: worst === 0 ? 'ok' : worst < LASTING ? 'connecting' : 'offline',
    // Sources wait for the backend, so it is the reason if both are equally bad.
    cause: worst === 0 ? null : backend === worst ? 'backend' : 'source',
    sources: worstFirst,
  };
}
