import { InsideError, leadsOutside, lookupOutside } from './addresses.ts';
import type { Incoming, Stack } from './stack.ts';

const REDIRECTS = 3;
const REDIRECT: readonly number[] = [301, 302, 303, 307, 308];
const HEADERS = { accept: 'image/png, image/jpeg, image/gif, image/webp', 'user-agent': 'Belfry' };

/**
 * Asks for a picture that a stranger may have named. Every address, also of redirects, has to be on the internet. Rejects with an
 * InsideError, or as the stack does; ends with `signal`.
 * @param isOwn whether this host, with its port, is one of the picture's source, which may be inside
 */
export async function getPicture(
  stack: Pick<Stack, 'send'>,
  url: string,
  isOwn: (host: string) => boolean,
  signal: AbortSignal,
): Promise<Incoming> {
  let target = new URL(url);
  for (let redirects = 0; ; redirects += 1) {
    if (!/^https?:$/.test(target.protocol))
      throw new Error(`A picture is not to be had by ${target.protocol}`);
    const own = isOwn(target.host);
    if (!own && !(await leadsOutside(target))) throw new InsideError(target.host);
    const request = { method: 'GET', headers: HEADERS, body: null };
    const checked = own ? request : { ...request, lookup: lookupOutside };
    const incoming = await stack.send(target.href, checked, signal);
    const { location } = incoming.headers;
    if (!REDIRECT.includes(incoming.status) || !location) return incoming;
    if (redirects === REDIRECTS) throw new Error('A picture has too many redirects.');
    target = new URL(location, target);
  }
}
