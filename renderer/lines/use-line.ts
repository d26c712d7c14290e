import { useEffect } from 'react';
import type { Failure } from '#app/result';
import { choiceOf, LINE_CHOICES, type LineChoice, withChoice } from '#server/rules/lines';
import { useDecidesItself } from '../rules/rules.tsx';
import { useStore, useWindowState } from '../state/state.tsx';

/** `never`: it is muted. */
export type Choice = LineChoice | 'never';

/** A source, or one of its senders. */
export type Subject = Readonly<{ source: string; sender: string | null }>;

export interface LineState {
  readonly value: Choice;
  /** When its mute ends, ISO 8601; null: it is not muted, or until it is unmuted. */
  readonly until: string | null;
  /** Without `never` where this computer's mutes do not count. */
  readonly choices: readonly Choice[];
  /** @returns why it was refused */
  choose(choice: Choice): Promise<Failure | null>;
}

/** What a source or a sender may do. *Not at all* is a mute at the backend, so that counts follow at once; the rest is a setting. */
export function useLine(subject: Subject): LineState {
  const { rules, status, settings } = useWindowState();
  const { state } = useStore(rules);
  const isElsewhere = useDecidesItself()(subject.source);
  const lines = useStore(status).status?.settings.lines ?? {};
  useEffect(() => rules.need(), [rules]);
  const { source, sender } = subject;
  const what = sender === null ? 'source' : 'sender';
  const mute =
    state?.mutes.find(
      (each) => each.what === what && each.source === source && each.key === (sender ?? ''),
    ) ?? null;

  return {
    value: mute === null ? choiceOf(lines, subject) : 'never',
    until: mute?.until ?? null,
    choices: isElsewhere ? LINE_CHOICES : [...LINE_CHOICES, 'never'],
    async choose(choice) {
      if (choice === 'never') return rules.mute({ what, source, key: sender ?? '' }, null);
      if (mute !== null) {
        const refusal = await rules.unmute(mute.id);
        // It may have ended by itself.
        if (refusal !== null && refusal.code !== 'not_found') return refusal;
      }
      const result = await settings.change('lines', (now) => withChoice(now, subject, choice));
      return result.ok ? null : result.error;
    },
  };
}
