/** A name of a figure with its value. */
export type Figures = Readonly<Record<string, number>>;

/** One program in one scenario, once. */
export type Result = Readonly<{ scenario: string; subject: string; figures?: Figures; error?: string }>;

/** Medians over the runs, by program; null: it has no such figure. `errors` of the runs that failed. */
export type Summary = readonly Readonly<{
  scenario: string;
  figure: string;
  values: Readonly<Record<string, number | null>>;
  errors: Readonly<Record<string, string>>;
}>[];

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)];

export function summarise(results: readonly Result[]): Summary {
  const subjects = distinct(results.map(({ subject }) => subject));
  return distinct(results.map(({ scenario }) => scenario)).flatMap((scenario) => {
    const here = results.filter((result) => result.scenario === scenario);
    const names = distinct(here.flatMap(({ figures = {} }) => Object.keys(figures)));
    const errors = Object.fromEntries(
      here.flatMap(({ subject, error }) => (error === undefined ? [] : [[subject, error]])),
    );
    // An unfinished scenario is still reported.
    return (names.length === 0 ? ['—'] : names).map((figure) => {
      const values = subjects.map((subject) => {
        const own = here.filter((result) => result.subject === subject);
        return [subject, median(own.flatMap(({ figures }) => figures?.[figure] ?? []))];
      });
      return { scenario, figure, values: Object.fromEntries(values), errors };
    });
  });
}

const shown = (value: number | null | undefined): string => {
  if (value === null || value === undefined) return '—';
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(1);
};

/** The first to the second, which is the floor. */
function ratio([first, second]: readonly (number | null | undefined)[]): string {
  return first && second ? (first / second).toFixed(2) : '';
}

/** Markdown, so that it can be pasted. */
export function printTable(summary: Summary, subjects: readonly string[]): void {
  const row = (cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
  console.log();
  row(['scenario', 'figure', ...subjects, 'ratio to the floor']);
  row(Array.from({ length: subjects.length + 3 }, () => '---'));
  for (const { scenario, figure, values } of summary) {
    const cells = subjects.map((name) => values[name]);
    row([scenario, figure, ...cells.map(shown), ratio(cells)]);
  }
  const errors = summary.flatMap(({ scenario, errors: here }) =>
    Object.entries(here).map(([subject, error]) => `${scenario}: ${subject}: ${error}`),
  );
  for (const error of distinct(errors)) console.log(`\n${error}`);
}
