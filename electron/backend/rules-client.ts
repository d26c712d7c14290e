import type {
  DecisionsChanged,
  Mutes,
  Preview,
  RuleAnswer,
  RuleInput,
  Rules,
  SavedFilterAnswer,
  SavedFilterInput,
  SavedFilters,
} from '#server/decisions';
import type { ActionAnswer } from '#server/inbox';

/** Rules, mutes and saved filters of the account on this computer. Every method rejects only with a BackendError. */
export interface RulesClient {
  all(): Promise<Rules>;
  /** @param id null: adds it behind all others */
  save(id: string | null, rule: RuleInput): Promise<RuleAnswer>;
  remove(id: string): Promise<DecisionsChanged>;
  /** @param ids of all rules */
  order(ids: readonly string[]): Promise<DecisionsChanged>;
  preview(filter: string): Promise<Preview>;
  apply(id: string): Promise<ActionAnswer>;
  mutes(): Promise<Mutes>;
  filters(): Promise<SavedFilters>;
  saveFilter(id: string, filter: SavedFilterInput): Promise<SavedFilterAnswer>;
  removeFilter(id: string): Promise<DecisionsChanged>;
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

export function createRulesClient(call: Call): RulesClient {
  const pathOf = (id: string): string => `/api/rules/${encodeURIComponent(id)}`;
  return {
    all: () => call('GET', '/api/rules'),
    save: (id, rule) => (id === null ? call('POST', '/api/rules', rule) : call('PUT', pathOf(id), rule)),
    remove: (id) => call('DELETE', pathOf(id)),
    order: (ids) => call('PUT', '/api/rules/order', { ids }),
    preview: (filter) => call('POST', '/api/rules/preview', { filter }),
    apply: (id) => call('POST', `${pathOf(id)}/apply`),
    mutes: () => call('GET', '/api/mutes'),
    filters: () => call('GET', '/api/inbox/filters'),
    saveFilter: (id, filter) => call('PUT', `/api/inbox/filters/${id}`, filter),
    removeFilter: (id) => call('DELETE', `/api/inbox/filters/${id}`),
  };
}
