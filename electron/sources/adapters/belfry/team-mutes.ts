import type { Failure } from '#app/result';
import type { Mute } from '#server/decisions';
import type { ActionOnMutes, Delta } from '#server/inbox';
import { LOCAL } from '#server/rules/content';
import { AnswerError } from '../../http/http.ts';
import type { TeamInbox } from './team-inbox.ts';

/** The mutes of the account at the team server: there they hold for every device of its user. */
export interface TeamMutes {
  /** They may have changed. */
  behind(): void;
  /** Reads them, if they may have changed. Never rejects: without them notifications come all the same. */
  read(): Promise<void>;
  /** Mutes or unmutes there, at once or not at all. @returns why not; null: it is done */
  decide(request: ActionOnMutes): Promise<Failure | null>;
}

/** What comes from this source is what the team server itself has. */
const there = (request: ActionOnMutes): ActionOnMutes =>
  'source' in request.action ? { action: { ...request.action, source: LOCAL } } : request;

/** A server from before mutes. */
const isUnknown = (error: unknown): boolean => error instanceof AnswerError && error.code === 'not_found';

function failureOf(error: unknown): Failure {
  if (!(error instanceof AnswerError)) return { code: 'source_unreachable' };
  if (error.code === 'limit_reached' || error.code === 'not_found') return { code: error.code };
  return { code: 'not_supported' };
}

/** @param deps.source the id of this source here */
export function createTeamMutes(deps: {
  readonly source: string;
  readonly team: Pick<TeamInbox, 'act' | 'mutes'>;
  readonly onDelta: (delta: Delta) => void;
  readonly onMutes: (mutes: readonly Mute[] | null) => void;
  readonly log: (message: string) => void;
}): TeamMutes {
  const { source, team } = deps;
  let isBehind = true;

  async function read(): Promise<void> {
    if (!isBehind) return;
    isBehind = false;
    try {
      const all = await team.mutes();
      deps.onMutes(all.filter((mute) => mute.source === LOCAL).map((mute) => ({ ...mute, source })));
    } catch (error) {
      if (isUnknown(error)) return deps.onMutes(null);
      isBehind = true;
      deps.log(`the mutes are not known: ${String(error)}`);
    }
  }

  return {
    behind() {
      isBehind = true;
    },
    read,
    async decide(request) {
      let failure: Failure | null = null;
      try {
        deps.onDelta(await team.act(there(request)));
      } catch (error) {
        deps.log(`a mute was refused: ${String(error)}`);
        failure = failureOf(error);
      }
      isBehind = true;
      await read();
      return failure;
    },
  };
}
