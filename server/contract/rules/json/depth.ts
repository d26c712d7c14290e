/** Deeper nesting has no use, and overflows recursive code when it is written. */
const DEPTH_LIMIT = 64;

/** @param within how many levels already surround it */
export function isTooDeep(value: unknown, within = 0): boolean {
  let level: unknown[] = [value];
  for (let depth = within; depth <= DEPTH_LIMIT; depth += 1) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}
