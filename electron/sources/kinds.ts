import { LARAVEL_PATHS } from '#app/rules/source-bounds';
import type { SourceKind } from '#app/rules/source-kinds';
import type { DefinitionOf, SourceDefinition } from '#app/source-definition';
import { onBase } from './app-links.ts';

/**
 * What main has to know of a kind at its start, before anything is reached. What talks to a source is in `adapters/adapters.ts`, which is
 * loaded later.
 */
interface Kind<D extends SourceDefinition> {
  /** Addresses that are shown what opens the source. Not its sockets: they see signatures, each good for one socket. */
  addresses(definition: D): readonly string[];
  /** The site for which its sockets speak, as `Origin`; undefined: none. */
  site(definition: D): string | undefined;
  /** The server at which its user signs in; null: what opens it is copied from there. */
  signsInTo(definition: D): string | null;
  /** What connecting has found out, taken over into an edited definition where it still holds. */
  carryOver?(next: D, before: D): D;
  /** With the auth address that has signed a channel, where that had to be found out. */
  withSigning?(definition: D, address: string): D;
}

/** An app whose `auth` is this has not said where it signs: the usual addresses are tried. */
export const AUTH_UNKNOWN: string = LARAVEL_PATHS.auth;

const KINDS: { readonly [K in SourceKind]: Kind<DefinitionOf<K>> } = {
  belfry: {
    addresses: ({ url }) => [url],
    site: ({ url }) => url,
    signsInTo: ({ url }) => url,
  },
  laravel: {
    addresses: ({ url, auth }) => [url, onBase(url, auth)],
    site: ({ url }) => url,
    signsInTo: () => null,
    carryOver(next, before) {
      const isSame = next.url === before.url && next.auth === before.auth;
      return isSame && before.foundAuth !== undefined ? { ...next, foundAuth: before.foundAuth } : next;
    },
    withSigning(definition, address) {
      if (definition.auth !== AUTH_UNKNOWN || definition.foundAuth === address) return definition;
      return { ...definition, foundAuth: address };
    },
  },
  channels: {
    addresses: ({ auth }) => (auth === null ? [] : [auth]),
    site: ({ origin }) => origin,
    signsInTo: () => null,
  },
};

/** The entry of this definition's own kind. */
const kindOf = (definition: SourceDefinition): Kind<SourceDefinition> => KINDS[definition.kind];

export const addressesOf = (definition: SourceDefinition): readonly string[] =>
  kindOf(definition).addresses(definition);

export const signsInTo = (definition: SourceDefinition): string | null =>
  kindOf(definition).signsInTo(definition);

/** @param before null: it is a new source */
export function carryOver(next: SourceDefinition, before: SourceDefinition | undefined): SourceDefinition {
  if (before?.kind !== next.kind) return next;
  return kindOf(next).carryOver?.(next, before) ?? next;
}

/** The definition with the address that signs; unchanged for kinds that do not note it. */
export const withSigning = (definition: SourceDefinition, address: string): SourceDefinition =>
  kindOf(definition).withSigning?.(definition, address) ?? definition;

/**
 * The site as which a source's sockets introduce themselves (`Origin`), for servers that let in the pages of certain sites
 * only, such as Reverb with `allowed_origins`. null: none.
 * @param headers the user's own; an `Origin` among them holds for the sockets, too
 */
export function originOf(
  definition: SourceDefinition,
  headers: Readonly<Record<string, string>>,
): string | null {
  const own = Object.entries(headers).find(([name]) => name.toLowerCase() === 'origin');
  // What no header can carry would end the request with an exception.
  if (own !== undefined) return /^[\x20-\x7e]+$/.test(own[1]) ? own[1] : null;
  const site = kindOf(definition).site(definition);
  return site !== undefined && URL.canParse(site) ? new URL(site).origin : null;
}
