/** The address without trailing slashes, so that a path can follow. */
export const baseOf = (url: string): string => url.replace(/\/+$/, '');

/** A whole address stays as it is; a path goes below `base`. */
export const onBase = (base: string, address: string): string =>
  /^https?:/.test(address) ? address : `${baseOf(base)}${address}`;

/**
 * Completes a link without a host. An app below a path (`https://host/shop`) writes such links without its path (`/posts/78`: by hand,
 * or by Laravel's `route()` with `absolute: false`) or with it; both stay in the app.
 *
 * @param base address of the app, without a slash at its end; null: unknown
 * @returns any other text unchanged
 */
export function onApp(text: string, base: string | null): string {
  if (base === null || !/^\/(?!\/)/.test(text) || !URL.canParse(base)) return text;
  const { origin, pathname } = new URL(base);
  const path = pathname.replace(/\/+$/, '');
  const isBelow = text.startsWith(path) && /^(?:$|[/?#])/.test(text.slice(path.length));
  const whole = `${origin}${isBelow ? '' : path}${text}`;
  return URL.canParse(whole) ? new URL(whole).href : text;
}

/** Paths of auth endpoints: Laravel's, and the default of pusher-js. */
const AUTH_PATH = /(?:\/api)?\/broadcasting\/auth\/*$|\/pusher\/auth\/*$/;

/**
 * The address of the app to which an auth endpoint belongs, without a slash at its end. An endpoint at an unusual path does not show
 * where the app begins: then the app is taken to be the whole host.
 */
export function appOfAuth(auth: string): string {
  const { origin, pathname } = new URL(auth);
  return AUTH_PATH.test(pathname) ? `${origin}${pathname.replace(AUTH_PATH, '')}` : origin;
}
