import type { TFunction } from 'i18next';
import { Hash, type LucideIcon, Server, Webhook } from 'lucide-react';
import { KIND_RULES, type SourceKind } from '#app/rules/source-kinds';
import type { DefinitionOf, SourceDefinition } from '#app/source-definition';

/** How the window shows a kind of source. Its words are in the catalogue: `sources.kind`, `sources.choose`. */
interface KindView<D extends SourceDefinition> {
  readonly icon: LucideIcon;
  /** What its card says beside the state of the connection; null: nothing. */
  note?(definition: D, t: TFunction<'window'>): Readonly<{ text: string; isWarning: boolean }> | null;
}

const VIEWS: { readonly [K in SourceKind]: KindView<DefinitionOf<K>> } = {
  belfry: { icon: Server },
  laravel: {
    icon: Webhook,
    note: ({ foundAuth: address }, t) =>
      address === undefined ? null : { text: t('sources.signedAt', { address }), isWarning: false },
  },
  channels: {
    icon: Hash,
    note: ({ templates }, t) =>
      templates.length > 0 ? null : { text: t('sources.noTemplates'), isWarning: true },
  },
};

/** In the order in which they are offered. */
export const KINDS = Object.keys(KIND_RULES) as readonly SourceKind[];

export const viewOf = (kind: SourceKind): KindView<SourceDefinition> => VIEWS[kind];
