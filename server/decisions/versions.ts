import { isRecordKind } from '#server/rules/source-kinds';
import { unknownUser } from '../errors.ts';
import { type ChannelEvent, rulesEvent } from '../inbox/inbox.ts';
import { newId, type Step, type Steps, type Storage, steps } from '../storage/storage.ts';

const isReplayed = (answer: object): boolean => 'isReplayed' in answer && answer.isReplayed === true;

/** What rules, mutes and saved filters have in common: one version, whose change is announced after COMMIT. */
export interface Versions {
  /** A step. null: nothing was ever decided. @throws AppError `not_found` for an unknown user */
  of(userId: number): Step<string | null>;
  /** The sources that decide themselves. A step. */
  excepted(userId: number): Step<string[]>;
  /**
   * Runs `body` in one transaction, and gives its user's decisions a new version unless it answers null, or
   * `isReplayed`: then it has changed nothing.
   * @returns what `body` answered, with the version
   */
  change<T extends object>(
    userId: number,
    body: () => Steps<T | null>,
  ): Promise<T & Readonly<{ version: string | null }>>;
}

export function createVersions(deps: {
  storage: Pick<Storage, 'work' | 'users' | 'sources'>;
  publish: (userId: number, event: ChannelEvent) => void;
}): Versions {
  const { work, users, sources } = deps.storage;

  const of = steps('decisions.version', function* (userId: number) {
    const user = yield* users.get(userId);
    if (user === undefined) throw unknownUser();
    return user.rules_version;
  });

  return {
    of,

    excepted: steps('decisions.excepted', function* (userId) {
      const all = yield* sources.all(userId);
      return all.filter(({ kind }) => isRecordKind(kind)).map(({ id }) => id);
    }),

    async change<T extends object>(userId: number, body: () => Steps<T | null>) {
      const { answer, version } = await work(
        [userId],
        function* () {
          const before = yield* of(userId);
          const answer = yield* body();
          if (answer === null || isReplayed(answer)) return { answer, version: before, isNew: false };
          const version = newId();
          yield* users.decide(userId, version);
          return { answer, version, isNew: true };
        },
        ({ version, isNew }) => {
          if (isNew && version !== null) deps.publish(userId, rulesEvent(version));
        },
      );
      return { ...(answer as T), version };
    },
  };
}
