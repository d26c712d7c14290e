import Type from 'typebox';
import { Value } from 'typebox/value';
import type { SeenEvent } from '#app/source-view';
import type { ProfileFile } from '../../system/files/files.ts';
import { throttle } from '../../system/throttle.ts';

/** Events that are remembered of each source. */
const EVENTS = 50;
/** The longest JSON of one source's events on disk, in UTF-16 units. */
const ROOM = 64 * 1024;
/** How often they are written at most, in milliseconds; and at the end. */
const WRITE_EVERY = 30_000;

const StoredEvent = Type.Object({
  at: Type.String(),
  channel: Type.String(),
  event: Type.String(),
  aliases: Type.Array(Type.String()),
  data: Type.String(),
  mapped: Type.Boolean(),
});

/** The last events of each source, newest first. They outlive the app, unless the disk refuses them. */
export interface LastEvents {
  of(source: string): readonly SeenEvent[];
  add(source: string, event: SeenEvent): void;
  /** The source has been removed. */
  forget(source: string): void;
  dispose(): void;
}

function storedOf(value: unknown): readonly SeenEvent[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((event) => Value.Check(StoredEvent, event) && !Number.isNaN(Date.parse(event.at)))
    .slice(0, EVENTS);
}

/** As many as fit, in their order. The newest event of each name goes first: templates are made from it. */
function fitting(events: readonly SeenEvent[]): readonly SeenEvent[] {
  const names = new Set<string>();
  const newest = events.filter(({ event }) => !names.has(event) && names.add(event));
  const chosen = new Set<SeenEvent>();
  let left = ROOM;
  for (const event of new Set([...newest, ...events])) {
    const size = JSON.stringify(event).length;
    if (size > left) continue;
    left -= size;
    chosen.add(event);
  }
  return events.filter((event) => chosen.has(event));
}

/** Over the file `seen.json`, which has them in `events`, by the ids of their sources. */
export function createLastEvents(file: ProfileFile, log: (message: string) => void): LastEvents {
  const { events = {} } = file.fields();
  const known = new Map(
    Object.entries(typeof events === 'object' && events !== null ? events : {}).map(([id, list]) => [
      id,
      storedOf(list),
    ]),
  );
  let isUnsaved = false;
  const writing = throttle(write, WRITE_EVERY);

  function write(): void {
    if (!isUnsaved) return;
    const all = Object.fromEntries([...known].map(([id, list]) => [id, fitting(list)]));
    try {
      file.change((now) => ({ ...now, events: all }));
      isUnsaved = false;
    } catch (error) {
      log(`the last events are not stored: ${String(error)}`);
    }
  }

  const of = (source: string): readonly SeenEvent[] => known.get(source) ?? [];

  return {
    of,
    add(source, event) {
      known.set(source, [event, ...of(source)].slice(0, EVENTS));
      isUnsaved = true;
      writing.call();
    },
    forget(source) {
      if (!known.delete(source)) return;
      isUnsaved = true;
      write();
    },
    dispose() {
      writing.dispose();
      write();
    },
  };
}
