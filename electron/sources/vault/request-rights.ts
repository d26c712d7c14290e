import type { SourceDefinition } from '#app/source-definition';
import type { ProfileFile } from '../../system/files/files.ts';
import { originsOf } from './origins.ts';

/** `own`: the source's own server. `allowed`: its user has allowed it for this source. */
export type Right = 'own' | 'allowed' | 'unknown';

/** Where the buttons of a source's notifications may send requests. */
export interface RequestRights {
  to(source: string, url: URL): Right;
  /** The origins that its user has allowed for this source, in the order in which that was done. */
  allowed(source: string): readonly string[];
  /** @throws NodeJS.ErrnoException; then nothing has changed */
  allow(source: string, origin: string): void;
  /** @throws NodeJS.ErrnoException; then nothing has changed */
  revoke(source: string, origin: string): void;
  /** The source is gone, and nothing is allowed for one with its id. */
  forget(source: string): void;
}

type Allowed = Readonly<Record<string, readonly string[]>>;

const isOrigin = (value: unknown): value is string =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).origin === value;

function read(value: unknown): Allowed {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(
    entries.map(([source, origins]) => [source, Array.isArray(origins) ? origins.filter(isOrigin) : []]),
  );
}

/** Over a file of the profile: `{allowed: {source: origins}}`. */
export function createRequestRights(
  file: ProfileFile,
  deps: Readonly<{
    find: (source: string) => SourceDefinition | undefined;
    log: (message: string) => void;
  }>,
): RequestRights {
  let allowed = read(file.fields().allowed);

  function write(source: string, origins: readonly string[]): void {
    const { [source]: _, ...others } = allowed;
    const next = origins.length === 0 ? others : { ...others, [source]: origins };
    file.change((now) => ({ ...now, allowed: next }));
    allowed = next;
  }
  const of = (source: string): readonly string[] =>
    (Object.hasOwn(allowed, source) ? allowed[source] : undefined) ?? [];

  return {
    to(source, { origin }) {
      const definition = deps.find(source);
      if (definition !== undefined && originsOf(definition).includes(origin)) return 'own';
      return of(source).includes(origin) ? 'allowed' : 'unknown';
    },
    allowed: of,
    allow(source, origin) {
      if (!of(source).includes(origin)) write(source, [...of(source), origin]);
    },
    revoke: (source, origin) =>
      write(
        source,
        of(source).filter((one) => one !== origin),
      ),
    forget(source) {
      if (of(source).length === 0) return;
      try {
        write(source, []);
      } catch (error) {
        deps.log(`what was allowed for ${source} stays for now: ${String(error)}`);
      }
    },
  };
}
