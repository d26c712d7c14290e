import { v7 } from 'uuid';

/** UUIDv7, rising within a process even when the clock does not. */
export const newId = (): string => v7();

/** Places of ids that share a millisecond: of one change, and in all. */
const PLACES = 512;
const ALL_PLACES = 2 ** 32;

/**
 * UUIDv7 of that time. Ids of one time rise with the revision, and within one revision with `index`, 0 to 511; the rest of
 * each is random.
 */
export const idAt = (ms: number, revision: number, index: number): string =>
  v7({ msecs: ms, seq: (revision * PLACES + index) % ALL_PLACES });

/** Milliseconds that a UUIDv7 carries. https://www.rfc-editor.org/rfc/rfc9562#section-5.7 */
export const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
