import { cleanFields, type FieldName, type Fields, type Said } from '#server/rules/content';

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
