/** Deeper nesting serves nobody and overflows recursive code on its way out. */
const DEPTH_LIMIT = 64;

/** @param within levels that already are around it */
export function isTooDeep(value: unknown, within = 0): boolean {
  let level: unknown[] = [value];
  for (let depth = within; depth <= DEPTH_LIMIT; depth += 1) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    if (level.length === 0) return false;
  }
  return true;
}
