import type { SourceDefinition, SourceSecrets } from '#app/source-definition';
import { addressesOf } from '../kinds.ts';
import { type BoundSecrets, withSecrets } from './secrets.ts';

/** Scheme, host and port of each. What is no address is like no other. */
export function originsOf(definition: SourceDefinition): readonly string[] {
  const origins = addressesOf(definition).map((url) => (URL.canParse(url) ? new URL(url).origin : url));
  return [...new Set(origins)];
}

/** Of each, with its port. */
export const hostsOf = (definition: SourceDefinition): readonly string[] =>
  originsOf(definition).flatMap((origin) => (URL.canParse(origin) ? [new URL(origin).host] : []));

/** What this source may be opened with: nothing, unless it was given for every server that would be shown it. */
export function secretsFor(definition: SourceDefinition, stored: BoundSecrets): BoundSecrets {
  const given = stored.origins ?? [];
  return originsOf(definition).every((origin) => given.includes(origin)) ? stored : {};
}

/** Whether there is anything new in it. */
const givesAny = ({ token, headers = {}, password, code }: SourceSecrets): boolean =>
  [token, password, code, ...Object.values(headers)].some((value) => value !== undefined && value !== null);

/**
 * What is to be kept with this definition. What is given, and what goes on beside it, is bound to where the source is now; as long as
 * nothing is given, what is kept stays good where it was.
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
