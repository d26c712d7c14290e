import { visibleLine } from '#server/rules/text/text';

/** A table with columns as wide as their widest cell, one line per row; empty without rows. */
export function toTable(given: readonly Readonly<Record<string, string>>[]): string {
  const rows = given.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, visibleLine(cell)])),
  );
  const [first] = rows;
  if (first === undefined) return '';
  const names = Object.keys(first);
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => (row[name] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(names.map((name) => name.toUpperCase())), ...rows.map((row) => line(Object.values(row)))].join(
    '\n',
  );
}
