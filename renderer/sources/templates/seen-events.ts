import type { Template } from '#app/source-definition';
import type { SeenEvent } from '#app/source-view';
import { hasTypes, type Kind, nameKey } from './template-draft.ts';

/** Events of one name that no template takes. */
export type Unmapped = Readonly<{ latest: SeenEvent; count: number }>;

const keysOf = (kind: Kind, seen: SeenEvent): readonly string[] =>
  [seen.event, ...seen.aliases].map((name) => nameKey(kind, name));

/** The newest event that a template of this name takes. */
export function newestOf(kind: Kind, event: string, seen: readonly SeenEvent[]): SeenEvent | null {
  const key = nameKey(kind, event);
  return seen.find((each) => keysOf(kind, each).includes(key)) ?? null;
}

/** Newest first, as `seen` is. */
export function unmappedOf(
  kind: Kind,
  templates: readonly Pick<Template, 'event'>[],
  seen: readonly SeenEvent[],
): readonly Unmapped[] {
  const taken = new Set(templates.map(({ event }) => nameKey(kind, event)));
  const groups = new Map<string, Unmapped>();
  for (const each of seen) {
    // Other events of a Laravel app cannot become notifications.
    if (hasTypes(kind) && !each.mapped) continue;
    const keys = keysOf(kind, each);
    const [key = ''] = keys;
    if (keys.some((name) => taken.has(name))) continue;
    const { latest = each, count = 0 } = groups.get(key) ?? {};
    groups.set(key, { latest, count: count + 1 });
  }
  return [...groups.values()];
}
