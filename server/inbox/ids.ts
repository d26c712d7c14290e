import { v7 } from 'uuid';

/** UUIDv7, rising within a process even when the clock does not. Nothing is read out of it. */
export const newId = (): string => v7();
