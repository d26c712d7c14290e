import type { SourceKind } from '#app/rules/source-kinds';
import type { DefinitionOf, SourceDefinition } from '#app/source-definition';
import type { AdapterEntry } from '../adapter.ts';
import { belfry } from './belfry/belfry.ts';
import { channels } from './channels/channels.ts';
import { laravel } from './laravel/laravel.ts';

export { createSessions, type Sessions } from './belfry/sessions.ts';

/** How each kind of source is reached. Loaded with the network, when there is a source to reach. */
const ADAPTERS: { readonly [K in SourceKind]: AdapterEntry<DefinitionOf<K>> } = { belfry, laravel, channels };

/** The entry of this definition's own kind. */
export const adapterOf = (definition: SourceDefinition): AdapterEntry<SourceDefinition> =>
  ADAPTERS[definition.kind];
