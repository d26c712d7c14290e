import type { Migration } from '../migrate.ts';
import { initial } from './0010-initial.ts';
import { apps } from './0020-apps.ts';
import { webhooks } from './0030-webhooks.ts';
import { externalIds } from './0040-external-ids.ts';
import { memberships } from './0050-memberships.ts';
import { accounts } from './0060-accounts.ts';
import { receipts } from './0070-receipts.ts';
import { sources } from './0080-sources.ts';
import { search } from './0090-search.ts';
import { times } from './0100-times.ts';
import { listed } from './0110-listed.ts';
import { envelopes } from './0120-envelopes.ts';
import { trimmed } from './0130-trimmed.ts';
import { refusals } from './0140-refusals.ts';
import { phrases } from './0150-phrases.ts';
import { states } from './0160-states.ts';
import { contentFields } from './0170-content-fields.ts';
import { filters } from './0180-filters.ts';
import { rules } from './0190-rules.ts';
import { wakeups } from './0200-wakeups.ts';
import { emergencies } from './0210-emergencies.ts';
import { runs } from './0220-runs.ts';

/** In order. A released migration is never edited. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  apps,
  webhooks,
  externalIds,
  memberships,
  accounts,
  receipts,
  sources,
  search,
  times,
  listed,
  envelopes,
  trimmed,
  refusals,
  phrases,
  states,
  contentFields,
  filters,
  rules,
  wakeups,
  emergencies,
  runs,
];
