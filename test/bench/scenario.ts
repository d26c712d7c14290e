import type { Figures } from './report.ts';

/** One program in a scenario, or several that are measured side by side. */
type Part = Readonly<{
  /** Of the program, or of all. */
  name: string;
  /** Measures it once; the figures by program. */
  measure: () => Promise<Readonly<Record<string, Figures>>>;
}>;

export type Scenario = Readonly<{ name: string; parts: readonly Part[] }>;

export const part = (name: string, measure: () => Promise<Figures>): Part => ({
  name,
  measure: async () => ({ [name]: await measure() }),
});

export interface Group {
  readonly name: string;
  /** Its columns, in order; every one has the second one, the floor, for a measure. */
  readonly subjects: readonly string[];
  readonly scenarios: readonly Scenario[];
  /** What could not be measured as it is meant, and why. */
  readonly remarks: readonly string[];
  end(): Promise<void>;
}
