import type { Cursor } from '#server/source';

/** Everything up to `revision` is here; of an unfinished sync, everything before `after`, too. */
export type Place = Readonly<{
  epoch: string;
  revision: number;
  after: string | null;
  /** How many times everything has been read again. */
  generation: number;
}>;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** null: never read, or not in this form. */
export function placeOf(cursor: Cursor | null): Place | null {
  const { epoch, revision, after, generation } = cursor ?? {};
  if (typeof epoch !== 'string' || !isCount(revision) || !isCount(generation)) return null;
  return { epoch, revision, generation, after: typeof after === 'string' ? after : null };
}

export const cursorOf = (place: Place): Cursor => ({ ...place });
