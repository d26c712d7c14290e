import { v7 } from 'uuid';

/** UUIDv7, rising within a process even when the clock does not. */
export const newId = (): string => v7();

/** Milliseconds that a UUIDv7 carries. https://www.rfc-editor.org/rfc/rfc9562#section-5.7 */
export const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
