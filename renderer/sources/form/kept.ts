import { type Kept, NOTHING_KEPT } from './draft.ts';

/** What of the kept secrets goes on with these addresses: nothing, once one of them is on a server that they were not given for. */
export function keptFor(kept: Kept, addresses: readonly string[]): Kept {
  const origins = addresses.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
  return origins.every((origin) => kept.origins.includes(origin)) ? kept : NOTHING_KEPT;
}

/** Whether there are secrets that do not go on. */
export const isLeft = (kept: Kept, now: Kept): boolean =>
  now !== kept && (kept.token || kept.headers.length > 0);
