import type { Failure } from '#app/result';
import { choiceOf, LINE_CHOICES, type LineChoice, withChoice } from '#server/rules/lines';
import { useMutes } from '../rules/rules.tsx';
import { useStore, useWindowState } from '../state/state.tsx';

/** `never`: it is muted. */
export type Choice = LineChoice | 'never';

/** A source, or one of its senders. */
export type Subject = Readonly<{ source: string; sender: string | null }>;

export interface LineState {
  readonly value: Choice;
  /** When its mute ends, ISO 8601; null: it is not muted, or until it is unmuted. */
  readonly until: string | null;
  /** Its mute holds for every device of its user. */
  readonly isMutedEverywhere: boolean;
  /** Without `never` where nothing can be muted. */
  readonly choices: readonly Choice[];
  /** @returns why it was refused */
  choose(choice: Choice): Promise<Failure | null>;
}

/**
 * What a source or a sender may do. *Not at all* is a mute at the backend, or at the source that is the record of its rows, so that counts
 * follow at once; the rest is a setting.
 */
export function useLine(subject: Subject): LineState {
  const { status, settings } = useWindowState();
  const mutes = useMutes();
  const lines = useStore(status).status?.settings.lines ?? {};
  const { source, sender } = subject;
  const what = sender === null ? 'source' : 'sender';
  const mute =
    mutes.all.find((each) => each.what === what && each.source === source && each.key === (sender ?? '')) ??
    null;

  return {
    value: mute === null ? choiceOf(lines, subject) : 'never',
    until: mute?.until ?? null,
    isMutedEverywhere: mute !== null && mutes.isEverywhere(source),
    choices: mutes.can(source) ? [...LINE_CHOICES, 'never'] : LINE_CHOICES,
    async choose(choice) {
      if (choice === 'never') return mutes.mute({ what, source, key: sender ?? '' });
      if (mute !== null) {
        const refusal = await mutes.unmute(mute);
        // It may have ended by itself.
        if (refusal !== null && refusal.code !== 'not_found') return refusal;
      }
      const result = await settings.change('lines', (now) => withChoice(now, subject, choice));
      return result.ok ? null : result.error;
    },
  };
}
