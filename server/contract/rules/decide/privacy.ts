/** How much of a notification appears outside of the window: in toasts, the tray, titles and tooltips. */
import { type Lines, lineOfSource, PRIVACY, type Privacy } from '../lines.ts';

/** What may be shown. `content`: title, text, address, picture and what its sender offers. */
export type Parts = Readonly<{ content: boolean; sender: boolean; count: boolean }>;

export type PrivacySettings = Readonly<{
  privacy: Privacy;
  /** While the screen is locked or presented. */
  privacyExposed: Privacy;
  lines: Lines;
}>;

/** Each level shows less than the one before. */
const rank = (level: Privacy): number => PRIVACY.indexOf(level);
const stricter = (one: Privacy, other: Privacy): Privacy => (rank(one) >= rank(other) ? one : other);

/** Without what was written: who it is from is all that is shown at most. */
export const withoutContent = (level: Privacy): Privacy => stricter(level, 'sender');

/** What all views show at most. */
export const privacyOf = (
  { privacy, privacyExposed }: Pick<PrivacySettings, 'privacy' | 'privacyExposed'>,
  isExposed: boolean,
): Privacy => (isExposed ? stricter(privacy, privacyExposed) : privacy);

export const partsAt = (level: Privacy): Parts => ({
  content: level === 'full',
  sender: rank(level) <= rank('sender'),
  count: rank(level) <= rank('count'),
});

/** What may be shown of something from this source. */
export function partsOf(source: string, settings: PrivacySettings, isExposed: boolean): Parts {
  const level = privacyOf(settings, isExposed);
  const { neverContent } = lineOfSource(source, settings.lines);
  return partsAt(neverContent === true ? withoutContent(level) : level);
}
