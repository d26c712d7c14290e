import type { TFunction } from 'i18next';
import { Hash, type LucideIcon, Server, Webhook } from 'lucide-react';
import type { ReactNode } from 'react';
import { KIND_RULES, type SourceKind } from '#app/rules/source-kinds';
import type { DefinitionOf, SourceDefinition } from '#app/source-definition';
import type { Enrolment } from '#app/state';
import { belfryDraft, newBelfry } from './draft/belfry.ts';
import { channelsDraft, newChannels } from './draft/channels.ts';
import { type Base, type Kept, NOTHING_KEPT } from './draft/draft.ts';
import { laravelDraft, newLaravel } from './draft/laravel.ts';
import { BelfryForm } from './form/BelfryForm.tsx';
import { ChannelsForm } from './form/ChannelsForm.tsx';
import { LaravelForm } from './form/LaravelForm.tsx';
import type { KindFormProps } from './form/SourceForm.tsx';

/** What every form gets, beside its draft. */
export type Frame = Omit<KindFormProps<unknown>, 'initial'>;

/** A source that is changed: its secrets, whether they are refused, and whether its user is to give them again. */
export type Known = Readonly<{ kept: Kept; isSignedOut: boolean; again: boolean }>;

/** What the window shows of a kind of source. Its words are in the catalogue: `sources.kind`, `sources.choose`, `sources.form`. */
interface KindView<D extends SourceDefinition> {
  readonly icon: LucideIcon;
  /** The empty form. `enroll`: what a link said. */
  add(frame: Frame, base: Base, enroll: Enrolment | null): ReactNode;
  edit(frame: Frame, definition: D, known: Known): ReactNode;
  /** What its card says beside the state of the connection; null: nothing. */
  note?(definition: D, t: TFunction<'window'>): Readonly<{ text: string; isWarning: boolean }> | null;
}

const VIEWS: { readonly [K in SourceKind]: KindView<DefinitionOf<K>> } = {
  belfry: {
    icon: Server,
    add: (frame, base, enroll) => (
      <BelfryForm {...frame} initial={newBelfry(base, enroll)} isSignedOut={false} />
    ),
    edit: (frame, definition, { kept, isSignedOut, again }) => (
      <BelfryForm
        {...frame}
        initial={belfryDraft(definition, again)}
        // Without a keyring that opens it, the token may be gone.
        isSignedOut={isSignedOut || !kept.token}
      />
    ),
  },
  laravel: {
    icon: Webhook,
    add: (frame, base) => (
      <LaravelForm {...frame} initial={newLaravel(base)} kept={NOTHING_KEPT} startAt="url" />
    ),
    edit: (frame, definition, { kept, again }) => (
      <LaravelForm
        {...frame}
        initial={laravelDraft(definition, kept)}
        kept={kept}
        startAt={again ? 'token' : 'url'}
      />
    ),
    note: ({ foundAuth: address }, t) =>
      address === undefined ? null : { text: t('sources.signedAt', { address }), isWarning: false },
  },
  channels: {
    icon: Hash,
    add: (frame, base) => (
      <ChannelsForm {...frame} initial={newChannels(base)} kept={NOTHING_KEPT} startAt="key" />
    ),
    edit: (frame, definition, { kept, again }) => (
      <ChannelsForm
        {...frame}
        initial={channelsDraft(definition, kept)}
        kept={kept}
        startAt={again ? 'token' : 'key'}
      />
    ),
    note: ({ templates }, t) =>
      templates.length > 0 ? null : { text: t('sources.noTemplates'), isWarning: true },
  },
};

/** In the order in which they are offered. */
export const KINDS = Object.keys(KIND_RULES) as readonly SourceKind[];

export const viewOf = (kind: SourceKind): KindView<SourceDefinition> => VIEWS[kind];
