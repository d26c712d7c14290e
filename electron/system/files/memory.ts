import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { ProfileFile } from './profile-file.ts';

const Pixels = Type.Integer({ minimum: -100_000, maximum: 100_000 });

/** The contents of `state.json`. */
const Remembered = Type.Object({
  /** Where the window was. */
  bounds: Type.Object({ x: Pixels, y: Pixels, width: Pixels, height: Pixels }),
  /** ISO 8601 */
  pausedUntil: Type.String(),
  /** In milliseconds. */
  pausedFor: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
  /** It has been said that closing the window does not quit. */
  knowsTray: Type.Boolean(),
  /** How far the first steps are. */
  firstRun: Type.Enum(['test', 'startup', 'source', 'done']),
  presentingUntil: Type.String(),
  presentingFor: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
});

/** What the app remembers for its user's comfort. A value that cannot be written lasts until the app ends. */
export interface Memory<T> {
  /** undefined: not set, or invalid. */
  get<K extends keyof T>(key: K): T[K] | undefined;
  set<K extends keyof T>(key: K, value: NonNullable<T[K]>): void;
  delete(key: keyof T): void;
}

type Values = Static<typeof Remembered>;

export function createMemory(
  file: Pick<ProfileFile, 'fields' | 'change'>,
  log: (message: string) => void,
): Memory<Values> {
  const unsaved = new Map<keyof Values, unknown>();

  function write(key: keyof Values, value: unknown): void {
    unsaved.set(key, value);
    try {
      // JSON leaves out what is undefined.
      file.change((now) => ({ ...now, ...Object.fromEntries(unsaved) }));
      unsaved.clear();
    } catch (error) {
      log(`${key} is not remembered: ${String(error)}`);
    }
  }

  return {
    get<K extends keyof Values>(key: K) {
      const value = unsaved.has(key) ? unsaved.get(key) : file.fields()[key];
      return Value.Check(Remembered.properties[key], value) ? (value as Values[K]) : undefined;
    },
    set: write,
    delete: (key) => write(key, undefined),
  };
}
