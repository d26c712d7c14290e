import dns from 'node:dns';
import net, { type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The address belongs to this computer or to a network around it, where a stranger's link must not lead. */
export class InsideError extends Error {
  constructor(host: string) {
    super(`${host} is on this computer or in a network around it.`);
    this.name = 'InsideError';
  }
}

/** The range that the registries assign today. https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** Networks without IPv4 reach IPv4 hosts by these addresses. https://www.rfc-editor.org/rfc/rfc6052#section-2.1 */
const TRANSLATED = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Whether an address is on the internet: not of this computer, its link, a private network or a special range. */
export function isOutside(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4-mapped IPv6 address counts as its IPv4 address.
  const known = ipaddr.process(address);
  if (known instanceof ipaddr.IPv4) return known.range() === 'unicast';
  if (known.match(TRANSLATED)) return isOutside(known.toByteArray().slice(12).join('.'));
  return known.match(GLOBAL_UNICAST) && known.range() === 'unicast';
}

/** As `dns.lookup`, for connections. Addresses that are not on the internet count as not found. */
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
 * Whether the host of this URL is on the internet, as far as this can be known before connecting. A name that is not found may be
 * known to a proxy. A name may resolve differently for the connection itself, so that uses `lookupOutside`.
 */
export async function leadsOutside({ hostname }: URL): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (net.isIP(host) !== 0) return isOutside(host);
  // Chromium resolves these by itself.
  if (/(?:^|\.)localhost\.?$/.test(host)) return false;
  const found = await dns.promises.lookup(host, { all: true }).catch(() => []);
  return found.every(({ address }) => isOutside(address));
}
