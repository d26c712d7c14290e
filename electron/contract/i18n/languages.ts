/** A language of the interface. */
export type Language = Readonly<{
  /** Its own name for itself. */
  label: string;
  dir: 'ltr' | 'rtl';
  /** How much of English it has, from 0 to 1. */
  translated: number;
}>;

/** By BCP 47 tag, which is the name of its folder here. English stands in for what another one lacks. */
export const LANGUAGES = {
  en: { label: 'English', dir: 'ltr', translated: 1 },
} as const satisfies Record<string, Language>;

/**
 * English in disguise (`pseudo.ts`), one of them mirrored: in tests they show texts missing from the catalogue, and layouts that
 * longer words break. Not in packages.
 */
export const PSEUDO_LANGUAGES = {
  'en-XA': { label: 'Ëñĝļïšĥ', dir: 'ltr', translated: 1 },
  'en-XB': { label: 'Ëñĝļïšĥ (RTL)', dir: 'rtl', translated: 1 },
} as const satisfies Record<string, Language>;

const ALL: Readonly<Record<string, Language>> = { ...LANGUAGES, ...PSEUDO_LANGUAGES };

export const isPseudo = (code: string): boolean => Object.hasOwn(PSEUDO_LANGUAGES, code);

export const directionOf = (code: string): Language['dir'] => ALL[code]?.dir ?? 'ltr';

/** The tag, then its beginnings, the longest first: `pt-BR`, `pt`. */
function* lookup(tag: string): Generator<string> {
  const parts = tag.split('-');
  for (let length = parts.length; length > 0; length--) yield parts.slice(0, length).join('-');
}

/**
 * The first of these languages that Belfry speaks, else English. https://www.rfc-editor.org/rfc/rfc4647#section-3.4
 * @param preferred BCP 47 tags, the dearest first
 */
export function chooseLanguage(preferred: readonly string[]): string {
  for (const tag of preferred) {
    for (const code of lookup(tag)) if (Object.hasOwn(LANGUAGES, code)) return code;
  }
  return 'en';
}
