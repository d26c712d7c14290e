import type { Cursor } from '#server/source';

/** Everything up to `revision` is here, and of a sync that goes on, everything before `after`. */
export type Place = Readonly<{
  epoch: string;
  revision: number;
  after: string | null;
  /** How often everything was read anew. */
  generation: number;
}>;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** null: never read, or not by this adapter. */
export function placeOf(cursor: Cursor | null): Place | null {
  const { epoch, revision, after, generation } = cursor ?? {};
  if (typeof epoch !== 'string' || !isCount(revision) || !isCount(generation)) return null;
  return { epoch, revision, generation, after: typeof after === 'string' ? after : null };
}

export const cursorOf = (place: Place): Cursor => ({ ...place });
