import { LARAVEL_PATHS } from '#app/rules/source-bounds';
import type { LaravelSource } from '#app/source-definition';
import type { SourceTrouble } from '#app/source-view';
import { onBase } from '../../app-links.ts';
import { detail } from '../../detail.ts';
import type { Authorize } from '../../http/http.ts';
import { AUTH_UNKNOWN } from '../../kinds.ts';
import { TroubleError } from '../../trouble.ts';

/** Laravel's usual auth addresses: for tokens, where the app has set one up, and for its web pages, which know no tokens. */
const USUAL = [LARAVEL_PATHS.tokenAuth, LARAVEL_PATHS.auth] as const;
/** Troubles after which another address is tried. */
const ELSEWHERE: readonly SourceTrouble[] = [
  'signed_out',
  'channel_forbidden',
  'not_found',
  'bad_answer',
  'server_error',
];
/** Troubles that mean: there is no auth endpoint at this address. */
const NOT_HERE: readonly SourceTrouble[] = ['not_found', 'bad_answer'];

/**
 * Signs channels of a Laravel app. If the user gave an auth address, only that one is asked; otherwise the usual ones, beginning with the
 * one that worked last. Rejects with a TroubleError.
 */
export function createLaravelAuthorize(
  { url, auth, foundAuth }: LaravelSource,
  deps: Readonly<{
    at: (url: string, hasSigned: boolean) => Authorize;
    /** This address has signed. */
    onSigned: (address: string) => void;
  }>,
): Authorize {
  const authorizers = new Map<string, Authorize>();
  function at(address: string): Authorize {
    const whole = onBase(url, address);
    const authorize = authorizers.get(whole) ?? deps.at(whole, address === foundAuth);
    authorizers.set(whole, authorize);
    return authorize;
  }
  let known = auth === AUTH_UNKNOWN ? (foundAuth ?? null) : auth;
  const others = auth === AUTH_UNKNOWN ? USUAL : [];

  return async (socketId, channel) => {
    const addresses = [...new Set(known === null ? others : [known, ...others])];
    const refusals: TroubleError[] = [];
    for (const address of addresses) {
      try {
        const signed = await at(address)(socketId, channel);
        known = address;
        deps.onSigned(address);
        return signed;
      } catch (error) {
        if (!(error instanceof TroubleError) || !ELSEWHERE.includes(error.trouble)) throw error;
        refusals.push(error);
      }
    }
    const telling = refusals.find(({ trouble }) => !NOT_HERE.includes(trouble)) ?? refusals[0];
    // An endpoint that knows tokens has given the reason: nothing needs to be added.
    const isPlain = telling?.trouble === 'signed_out' || telling?.trouble === 'server_error';
    if (telling === undefined || isPlain || (known !== null && telling === refusals[0])) throw telling;
    throw new TroubleError(
      telling.trouble,
      detail('not_signed', { addresses: addresses.join(', ') }, telling.detail.said),
    );
  };
}
