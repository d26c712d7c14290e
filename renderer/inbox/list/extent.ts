/** Top and bottom of a row, or of the visible part of the list, from the top of the window in pixels. */
export type Extent = Readonly<{ top: number; bottom: number }>;

/** A row is recognisable with this much of it, or with half of it. In pixels. */
const ENOUGH = 40;

/** Whether enough of a row shows for its user to see what happens to it. */
export function isInSight(row: Extent, view: Extent): boolean {
  const shown = Math.min(row.bottom, view.bottom) - Math.max(row.top, view.top);
  return shown >= Math.min((row.bottom - row.top) / 2, ENOUGH);
}

/** The row in sight that is nearest to one out of sight; null: there is none. Rows come top first. */
export function nearestInSight<R extends Extent>(rows: readonly R[], view: Extent, from: Extent): R | null {
  const shown = rows.filter((row) => isInSight(row, view));
  return (from.top < view.top ? shown[0] : shown.at(-1)) ?? null;
}
