import dns from 'node:dns';
import net, { type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Not for whom a stranger names: the address is one of this computer or of a network around it. */
export class InsideError extends Error {
  constructor(host: string) {
    super(`${host} is on this computer or in a network around it.`);
    this.name = 'InsideError';
  }
}

/** All that the registries give out so far. https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** Networks without IPv4 reach its hosts by these. https://www.rfc-editor.org/rfc/rfc6052#section-2.1 */
const TRANSLATED = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Whether an address is one of the internet: not of this computer, its link, a private network, or for a special use. */
export function isOutside(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in the clothes of IPv6 is what it stands for.
  const known = ipaddr.process(address);
  if (known instanceof ipaddr.IPv4) return known.range() === 'unicast';
  if (known.match(TRANSLATED)) return isOutside(known.toByteArray().slice(12).join('.'));
  return known.match(GLOBAL_UNICAST) && known.range() === 'unicast';
}

/** As `dns.lookup`, for connections: what is found on this side of the internet counts as not found. */
export const lookupOutside: LookupFunction = (host, options, done) => {
  dns.lookup(host, options, (error, found, family) => {
    if (error !== null) return done(error, found, family);
    const outside = (Array.isArray(found) ? found : [{ address: found, family: family ?? 0 }]).filter(
      ({ address }) => isOutside(address),
    );
    const [first] = outside;
    if (first === undefined) return done(new InsideError(host), '');
    if (options.all === true) done(null, outside);
    else done(null, first.address, first.family);
  });
};

/**
 * Whether the host of this URL is outside as far as can be known beforehand. A name that is not found may be known to a proxy.
 * What a name stands for may change until the connection is made: there `lookupOutside` says what counts.
 */
export async function leadsOutside({ hostname }: URL): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (net.isIP(host) !== 0) return isOutside(host);
  // Chromium knows these without asking anybody.
  if (/(?:^|\.)localhost\.?$/.test(host)) return false;
  const found = await dns.promises.lookup(host, { all: true }).catch(() => []);
  return found.every(({ address }) => isOutside(address));
}
