import type { SourceDefinition, SourceSecrets } from '#app/source-definition';
import { baseOf } from '../app-links.ts';
import { type BoundSecrets, withSecrets } from './secrets.ts';

/** Addresses that are shown what opens the source. Its sockets are not: they see signatures only, each good for one of them. */
function addressesOf(definition: SourceDefinition): readonly string[] {
  switch (definition.kind) {
    case 'belfry':
      return [definition.url];
    case 'laravel': {
      const { url, auth } = definition;
      return [url, /^https?:/.test(auth) ? auth : `${baseOf(url)}${auth}`];
    }
    case 'channels':
      return definition.auth === null ? [] : [definition.auth];
    default:
      return definition satisfies never;
  }
}

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
