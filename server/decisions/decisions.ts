/** What a user has decided beforehand. Arrivals are judged by it in `inbox/judge.ts`, and mutes are made in `inbox/mutes.ts`. */
import type { Mute, Mutes } from '#server/decisions';
import { timestamp } from '#server/rules/time';
import type { ChannelEvent, Inbox } from '../inbox/inbox.ts';
import type { MuteRow, Storage } from '../storage/storage.ts';
import { createRules, type RuleService } from './rules.ts';
import { createSavedFilters, type SavedFilterService } from './saved-filters.ts';
import { createVersions } from './versions.ts';

export interface Decisions {
  readonly rules: RuleService;
  readonly savedFilters: SavedFilterService;
  /** Those that have not ended. */
  mutes(userId: number): Promise<Mutes>;
}

const toMute = ({ id, what, source, key, until, created_at }: MuteRow): Mute => ({
  ...{ id, what, source, key },
  until: until === null ? null : timestamp(until),
  created_at: timestamp(created_at),
});

export function createDecisions(deps: {
  storage: Pick<
    Storage,
    | 'work'
    | 'read'
    | 'users'
    | 'notifications'
    | 'sources'
    | 'rules'
    | 'mutes'
    | 'savedFilters'
    | 'idempotency'
  >;
  inbox: Pick<Inbox, 'applyRule'>;
  publish: (userId: number, event: ChannelEvent) => void;
  now: () => number;
}): Decisions {
  const { storage } = deps;
  const versions = createVersions(deps);

  return {
    rules: createRules({ ...deps, versions }),
    savedFilters: createSavedFilters({ storage, versions }),
    mutes: (userId) =>
      storage.read(function* () {
        return {
          version: yield* versions.of(userId),
          mutes: (yield* storage.mutes.all(userId, deps.now())).map(toMute),
          except_sources: yield* versions.excepted(userId),
        };
      }),
  };
}
