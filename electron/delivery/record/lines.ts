import { Value } from 'typebox/value';
import { Kept as Schema } from '#app/decisions';
import type { Kept, Outcome } from '#app/rules/decisions';
import type { By, Decision } from '#server/rules/decide/decision';

/** `at`: milliseconds since 1970. */
export type Written = Readonly<{
  at: number;
  ids: readonly string[];
  decision: Decision;
  outcome: Outcome | null;
}>;

/** A sender's name is a word of the notification. */
const withoutWords = (by: By): By => (by.kind === 'sender' ? { ...by, sender: '' } : by);

/** A line is an array, because the names of fields would be half of the file: time, ids, what, why, outcome, and what else there is. */
export function lineOf({ at, ids, decision, outcome }: Written): string {
  const { do: what, reason, by, ...rest } = decision;
  const more = { ...rest, ...(by !== undefined && { by: withoutWords(by) }) };
  const line = [at, ids.length === 1 ? ids[0] : ids, what, reason, outcome];
  return JSON.stringify(Object.keys(more).length === 0 ? line : [...line, more]);
}

/** null: it was torn by a crash, another version has written it, or it is about others. */
function read(line: string, id: string): Kept | null {
  try {
    const parts: unknown = JSON.parse(line);
    if (!Array.isArray(parts)) return null;
    const [at, ids, what, reason, outcome, more] = parts as unknown[];
    if (ids !== id && !(Array.isArray(ids) && ids.includes(id))) return null;
    const kept: unknown = {
      at: new Date(Number(at)).toISOString(),
      decision: { ...(typeof more === 'object' ? more : {}), do: what, reason },
      outcome,
    };
    // The schema says what the type says, but for the fields of some reasons.
    return Value.Check(Schema, kept) ? (kept as Kept) : null;
  } catch {
    return null;
  }
}

/** Those about this notification, in the order of their times. */
export async function linesAbout(lines: AsyncIterable<string>, id: string): Promise<readonly Kept[]> {
  const found: Kept[] = [];
  for await (const line of lines) {
    const kept = read(line, id);
    if (kept !== null) found.push(kept);
  }
  return found.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
