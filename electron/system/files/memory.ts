import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { ProfileFile } from './profile-file.ts';

const Pixels = Type.Integer({ minimum: -100_000, maximum: 100_000 });

/** What is remembered in `state.json`. */
const Remembered = Type.Object({
  /** Of the window. */
  bounds: Type.Object({ x: Pixels, y: Pixels, width: Pixels, height: Pixels }),
  /** ISO 8601 */
  pausedUntil: Type.String(),
  /** In milliseconds. */
  pausedFor: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
});

/** What the app remembers for its user's comfort. What the disk refuses holds until the app ends. */
export interface Memory<T> {
  /** undefined: nothing, or nothing that makes sense. */
  get<K extends keyof T>(key: K): T[K] | undefined;
  set<K extends keyof T>(key: K, value: NonNullable<T[K]>): void;
  delete(key: keyof T): void;
}

type Kept = Static<typeof Remembered>;

export function createMemory(
  file: Pick<ProfileFile, 'fields' | 'change'>,
  log: (message: string) => void,
): Memory<Kept> {
  const unsaved = new Map<keyof Kept, unknown>();

  function write(key: keyof Kept, value: unknown): void {
    unsaved.set(key, value);
    try {
      // What is undefined has no place in JSON.
      file.change((now) => ({ ...now, ...Object.fromEntries(unsaved) }));
      unsaved.clear();
    } catch (error) {
      log(`${key} is not remembered: ${String(error)}`);
    }
  }

  return {
    get<K extends keyof Kept>(key: K) {
      const value = unsaved.has(key) ? unsaved.get(key) : file.fields()[key];
      return Value.Check(Remembered.properties[key], value) ? (value as Kept[K]) : undefined;
    },
    set: write,
    delete: (key) => write(key, undefined),
  };
}
