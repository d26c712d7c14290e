import type { SourceDefinition } from '#app/source-definition';
import type {
  Person,
  SeenEvent,
  SourceConnection,
  SourceTrouble,
  SourceView,
  Undelivered,
} from '#app/source-view';
import type { SourceHealth, SourceProblem } from '#app/state';

/** A source that is away for this long is unreachable, not just reconnecting; in milliseconds. */
const LONG = 2 * 60_000;

/** The status of a source, as window and tray show it. Outlives restarts of the source. */
export interface SourceStatus {
  connection(connection: SourceConnection): void;
  event(event: SeenEvent): void;
  people(people: readonly Person[] | null): void;
  mutes(mutes: SourceView['mutes']): void;
  undelivered(undelivered: Undelivered | null): void;
  view(): Pick<SourceView, 'connection' | 'lastEventAt' | 'lastError' | 'people' | 'mutes' | 'undelivered'>;
  /** Newest first. */
  events(): readonly SeenEvent[];
  /** Why it is not connected; null: it is, or it is switched off. */
  problem(): SourceProblem | null;
  dispose(): void;
}

const refusal = (trouble: SourceTrouble): SourceProblem =>
  trouble === 'signed_out' ? 'signed_out' : 'refused';

export function createSourceStatus(deps: {
  /** Newest first. */
  events: Readonly<{ all: () => readonly SeenEvent[]; add: (event: SeenEvent) => void }>;
  now: () => Date;
  onChange: () => void;
}): SourceStatus {
  let connection: SourceConnection = { status: 'off' };
  let people: readonly Person[] | null = null;
  let mutes: SourceView['mutes'] = null;
  let undelivered: Undelivered | null = null;
  let lastError: SourceView['lastError'] = null;
  let refused: SourceProblem | null = null;
  let isLong = false;
  let timer: NodeJS.Timeout | undefined;

  return {
    connection(next) {
      connection = next;
      switch (next.status) {
        case 'waiting':
        case 'stopped':
          refused = next.status === 'stopped' ? refusal(next.trouble) : null;
          lastError = { trouble: next.trouble, detail: next.detail, at: deps.now().toISOString() };
          timer ??= setTimeout(() => {
            isLong = true;
            deps.onChange();
          }, LONG);
          break;
        case 'off':
        case 'online':
        case 'catching_up':
          clearTimeout(timer);
          timer = undefined;
          // A refused channel needs the user, although the others are subscribed.
          refused =
            'unheard' in next && next.unheard?.some(({ trouble }) => trouble === 'channel_forbidden')
              ? 'partly_refused'
              : null;
          isLong = false;
          break;
        case 'connecting':
          // Between two attempts: it stays as it was.
          break;
        default:
          next satisfies never;
      }
      deps.onChange();
    },
    event(event) {
      deps.events.add(event);
      deps.onChange();
    },
    people(next) {
      people = next;
      deps.onChange();
    },
    mutes(next) {
      mutes = next;
      deps.onChange();
    },
    undelivered(next) {
      undelivered = next;
      deps.onChange();
    },
    view: () => ({
      ...{ connection, lastError, people, mutes, undelivered },
      lastEventAt: deps.events.all()[0]?.at ?? null,
    }),
    events: deps.events.all,
    problem() {
      if (connection.status === 'off') return null;
      if (connection.status === 'online' || connection.status === 'catching_up') return refused;
      if (refused !== null) return refused;
      if (isLong) return 'unreachable';
      // Between two attempts it is still away.
      return timer === undefined ? 'connecting' : 'reconnecting';
    },
    dispose: () => clearTimeout(timer),
  };
}

/** The sources that are switched on and not connected. */
export function healthOf(
  definitions: readonly SourceDefinition[],
  statusOf: (id: string) => Pick<SourceStatus, 'view' | 'problem'>,
): readonly SourceHealth[] {
  return definitions.flatMap(({ id, name, enabled }) => {
    if (!enabled) return [];
    const status = statusOf(id);
    // It is about to start: its secrets are being read, or its earlier run has to end first.
    const begins = status.view().connection.status === 'off';
    const problem = begins ? 'connecting' : status.problem();
    return problem === null ? [] : [{ name, problem }];
  });
}
