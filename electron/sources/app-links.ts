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
