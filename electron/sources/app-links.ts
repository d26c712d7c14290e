/** Without a slash at its end, so that a path can follow. */
export const baseOf = (url: string): string => url.replace(/\/+$/, '');

/** A path on the app, or a whole address, as an address. */
export const onBase = (base: string, address: string): string =>
  /^https?:/.test(address) ? address : `${baseOf(base)}${address}`;

/**
 * A link of an app that has no host, made whole. An app below a path (`https://host/shop`) writes links without that path
 * (`/posts/78`: by hand, and by Laravel's `route()` with `absolute: false`) or with it; both are meant to stay in the app.
 *
 * @param base address of the app, without a slash at its end; null: nobody knows it
 * @returns other text as it is
 */
export function onApp(text: string, base: string | null): string {
  if (base === null || !/^\/(?!\/)/.test(text) || !URL.canParse(base)) return text;
  const { origin, pathname } = new URL(base);
  const path = pathname.replace(/\/+$/, '');
  const isBelow = text.startsWith(path) && /^(?:$|[/?#])/.test(text.slice(path.length));
  const whole = `${origin}${isBelow ? '' : path}${text}`;
  return URL.canParse(whole) ? new URL(whole).href : text;
}

/** Where a Laravel app has its auth endpoints, and stock clients look for one. */
const AUTH_PATH = /(?:\/api)?\/broadcasting\/auth\/*$|\/pusher\/auth\/*$/;

/**
 * The address of the app to which an auth endpoint belongs, without a slash at its end. At an unusual path, nobody can tell where the
 * app begins: it is taken to have the host for itself.
 */
export function appOfAuth(auth: string): string {
  const { origin, pathname } = new URL(auth);
  return AUTH_PATH.test(pathname) ? `${origin}${pathname.replace(AUTH_PATH, '')}` : origin;
}
