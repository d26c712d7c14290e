import { cleanFields, type FieldName, type Fields, type Said } from '#server/rules/content';
import { type Phrase, type Phrases, phrasesOf } from '#server/rules/row-phrases';
import { cleanLine } from '#server/rules/text';

/** Fields that are no text and no number are kept as JSON. */
type Stored<T> = T extends string | number | null ? T : null extends T ? string | null : string;

/**
 * The fields of a notification as they are kept. `data`: of what a Laravel app sent as it came, whatever JSON it is; else an
 * object.
 */
export type StoredFields = { readonly [N in FieldName]: Stored<Fields[N]> };

/** As they are kept: clean, with the fallback of each that is not said. */
export const toStored = (said: Said): StoredFields =>
  Object.fromEntries(
    Object.entries(cleanFields(said)).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  ) as StoredFields;

function storedPhrase({ phrase, params }: Phrase): Phrase {
  const clean = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? cleanLine(value) : value,
  ]);
  return { phrase, params: Object.fromEntries(clean) };
}

/** As JSON; null: all of its words are its sender's. */
export function storedPhrases({ title, message }: Phrases): string | null {
  if (title === undefined && message === undefined) return null;
  return JSON.stringify(phrasesOf(title && storedPhrase(title), message && storedPhrase(message)));
}
