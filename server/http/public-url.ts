/** Of a flag that names the address of a server, as far as a pattern can say. */
export const PUBLIC_URL_PATTERN = '^https?://[^\\s/?#]+/?$';
export const PUBLIC_URL_WORDS = 'https://HOST or https://HOST:PORT, or the same with http://';

/** Why no client can use the address of this flag; null: they can. Repeats nothing of it, as it may hold a password. */
export function publicUrlProblem(flag: string, text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url === null || url.username + url.password !== '' || url.port === '0'
    ? `${flag} is no address that clients can use: https://HOST or https://HOST:PORT.`
    : null;
}

/** Without the slash at its end: clients put their paths behind it. */
export const publicUrl = (text: string): string => text.replace(/\/$/, '');
