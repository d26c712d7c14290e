import { cleanFields, type FieldName, type Fields, type Said } from '#server/rules/content';

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
