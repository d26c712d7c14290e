import type { SourceDefinition, SourceSecrets } from '#app/source-definition';
import { addressesOf } from '../kinds.ts';
import { type BoundSecrets, withSecrets } from './secrets.ts';

/** Scheme, host and port of each address. Text that is no address stays as it is, and so equals no origin. */
export function originsOf(definition: SourceDefinition): readonly string[] {
  const origins = addressesOf(definition).map((url) => (URL.canParse(url) ? new URL(url).origin : url));
  return [...new Set(origins)];
}

/** The host of each origin, with its port. */
export const hostsOf = (definition: SourceDefinition): readonly string[] =>
  originsOf(definition).flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).host] : []));

/** The secrets that may be used for this source: none, unless they were given for every server that would see them. */
export function secretsFor(definition: SourceDefinition, stored: BoundSecrets): BoundSecrets {
  const given = stored.origins ?? [];
  return originsOf(definition).every((origin) => given.includes(origin)) ? stored : {};
}

/** Whether the user has given anything new. */
const givesAny = ({ token, headers = {}, password, code }: SourceSecrets): boolean =>
  [token, password, code, ...Object.values(headers)].some((value) => value !== undefined && value !== null);

/**
 * The secrets to store with this definition. What is given now, and what stays beside it, is bound to the source's present origins. If
 * nothing is given, stored secrets stay bound to the origins that they had.
 */
export function merge(
  definition: SourceDefinition,
  stored: BoundSecrets,
  given: SourceSecrets,
): BoundSecrets {
  const { origins, ...usable } = secretsFor(definition, stored);
  const isNew = origins === undefined || givesAny(given);
  return { ...withSecrets(usable, given), origins: isNew ? originsOf(definition) : origins };
}
