import type { SourceSecrets } from '#app/sources';
import type { Problem } from './draft.ts';

/** As it is typed. Empty: the one that is kept stays, unless it is dropped. */
export type TokenDraft = Readonly<{ token: string; dropToken: boolean }>;

const LIMIT = 4_000;

export const NO_TOKEN: TokenDraft = { token: '', dropToken: false };

export function tokenProblem(text: string): Problem | null {
  const token = text.trim();
  // It travels in a header.
  if (!/^[\x21-\x7e]*$/.test(token)) return 'token_invalid';
  return token.length > LIMIT ? 'too_long' : null;
}

/** Whether there is one in the end. */
export function hasToken({ token, dropToken }: TokenDraft, kept: boolean): boolean {
  return token.trim() !== '' || (kept && !dropToken);
}

export function readToken({ token, dropToken }: TokenDraft, kept: boolean): Pick<SourceSecrets, 'token'> {
  if (token.trim() !== '') return { token: token.trim() };
  return kept && dropToken ? { token: null } : {};
}
