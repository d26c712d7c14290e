import { cleanFields, type FieldName, type Fields, type Said } from '#server/rules/content';
import { type Phrase, type Phrases, phrasesOf } from '#server/rules/row-phrases';
import { cleanLine } from '#server/rules/text';

/** Fields that are neither text nor numbers are stored as JSON. */
type Stored<T> = T extends string | number | null ? T : null extends T ? string | null : string;

/**
 * The fields of a notification as they are stored. `data` is any JSON that a Laravel app sent, otherwise an object.
 */
export type StoredFields = { readonly [N in FieldName]: Stored<Fields[N]> };

/** Fields as they are stored: cleaned, with a fallback for each missing one. */
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
