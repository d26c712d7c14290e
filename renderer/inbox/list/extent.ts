/** Where a row, or the part of the list that shows, begins and ends from the top of the window, in pixels. */
export type Extent = Readonly<{ top: number; bottom: number }>;

/** With so much of it, or half of it, a row shows what it is, in pixels. */
const ENOUGH = 40;

/** Whether so much of a row shows that its user sees what is done to it. */
export function isInSight(row: Extent, view: Extent): boolean {
  const shown = Math.min(row.bottom, view.bottom) - Math.max(row.top, view.top);
  return shown >= Math.min((row.bottom - row.top) / 2, ENOUGH);
}

/** Of the rows, top first, the one in sight that is nearest to one that is not; null: there is none. */
export function nearestInSight<R extends Extent>(rows: readonly R[], view: Extent, from: Extent): R | null {
  const shown = rows.filter((row) => isInSight(row, view));
  return (from.top < view.top ? shown[0] : shown.at(-1)) ?? null;
}
