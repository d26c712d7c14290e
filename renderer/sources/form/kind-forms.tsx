import type { ReactNode } from 'react';
import type { SourceKind } from '#app/rules/source-kinds';
import type { DefinitionOf, SourceDefinition } from '#app/source-definition';
import type { Enrolment } from '#app/state';
import { BelfryForm } from './BelfryForm.tsx';
import { belfryDraft, newBelfry } from './belfry-draft.ts';
import { ChannelsForm } from './ChannelsForm.tsx';
import { channelsDraft, newChannels } from './channels-draft.ts';
import { type Base, NOTHING_STORED, type Stored } from './draft.ts';
import { LaravelForm } from './LaravelForm.tsx';
import { laravelDraft, newLaravel } from './laravel-draft.ts';
import type { KindFormProps } from './SourceForm.tsx';

/** The props of every form, beside its draft. */
export type Frame = Omit<KindFormProps<unknown>, 'initial'>;

/** A source that is changed: its stored secrets, whether they are refused, and whether its user enters them again. */
export type Known = Readonly<{ stored: Stored; isSignedOut: boolean; again: boolean }>;

/** The form of a kind of source. Its words are in the catalogue: `sources.form`. */
interface KindForms<D extends SourceDefinition> {
  /** The empty form. `enroll`: the contents of an enrolment link. */
  add(frame: Frame, base: Base, enroll: Enrolment | null): ReactNode;
  edit(frame: Frame, definition: D, known: Known): ReactNode;
}

const FORMS: { readonly [K in SourceKind]: KindForms<DefinitionOf<K>> } = {
  belfry: {
    add: (frame, base, enroll) => (
      <BelfryForm {...frame} initial={newBelfry(base, enroll)} isSignedOut={false} />
    ),
    edit: (frame, definition, { stored, isSignedOut, again }) => (
      <BelfryForm
        {...frame}
        initial={belfryDraft(definition, again)}
        // If the keyring cannot be opened, the token may be gone.
        isSignedOut={isSignedOut || !stored.token}
      />
    ),
  },
  laravel: {
    add: (frame, base) => (
      <LaravelForm {...frame} initial={newLaravel(base)} stored={NOTHING_STORED} startAt="url" />
    ),
    edit: (frame, definition, { stored, again }) => (
      <LaravelForm
        {...frame}
        initial={laravelDraft(definition, stored)}
        stored={stored}
        startAt={again ? 'token' : 'url'}
      />
    ),
  },
  channels: {
    add: (frame, base) => (
      <ChannelsForm {...frame} initial={newChannels(base)} stored={NOTHING_STORED} startAt="key" />
    ),
    edit: (frame, definition, { stored, again }) => (
      <ChannelsForm
        {...frame}
        initial={channelsDraft(definition, stored)}
        stored={stored}
        startAt={again ? 'token' : 'key'}
      />
    ),
  },
};

export const formsOf = (kind: SourceKind): KindForms<SourceDefinition> => FORMS[kind];
