import type { Steps, Storage } from '../storage/storage.ts';
import { type Item, listedAt } from './item.ts';
import { loadPlaces, type Places } from './places.ts';
import type { Loaded } from './working-set.ts';

const unique = (texts: readonly (string | null)[]): string[] => [
  ...new Set(texts.filter((text) => text !== null)),
];

/** First step: loads everything that these items may touch. */
export function* loadItems(
  storage: Pick<Storage, 'notifications' | 'due' | 'sourceIds' | 'outbox'>,
  {
    userId,
    source,
    items,
    isRecord,
  }: Readonly<{ userId: number; source: string; items: readonly Item[]; isRecord: boolean }>,
): Steps<Loaded & Readonly<{ places: Places; snoozed: readonly string[] }>> {
  const { notifications, due, sourceIds, outbox } = storage;
  const named = yield* sourceIds.named(userId, source, unique(items.map(({ externalId }) => externalId)));
  const keys = unique(items.map(({ content }) => content?.dedupe_key ?? null));
  const foldables = keys.length === 0 ? [] : yield* notifications.foldables(userId, source, keys);
  const threads = isRecord ? [] : unique(items.map(({ content }) => content?.group_key ?? null));
  const snoozed = threads.length === 0 ? [] : yield* due.snoozed(userId, source, threads);
  const ids = unique([
    ...named.map(({ notification_id }) => notification_id),
    ...foldables.map(({ id }) => id),
    ...snoozed,
  ]);
  const known = ids.length > 0;
  const placed = new Set(named.filter((id) => id.placed === 1).map(({ external_id }) => external_id));
  const times = items.filter(({ live, externalId }) => !live && !placed.has(externalId)).map(listedAt);
  return {
    rows: known ? yield* notifications.byIds(ids) : [],
    ids: [...named, ...(known ? yield* sourceIds.ofRows(ids) : [])],
    entries: known ? yield* outbox.ofRows(ids) : [],
    places: yield* loadPlaces(storage, userId, times),
    snoozed,
  };
}
