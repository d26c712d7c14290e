import type { SourceDefinition } from '#app/source-definition';

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
  const site = definition.kind === 'channels' ? definition.origin : definition.url;
  return site !== undefined && URL.canParse(site) ? new URL(site).origin : null;
}
