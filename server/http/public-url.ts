/** Pattern for a flag with a server's address, as far as a pattern can check it. */
export const PUBLIC_URL_PATTERN = '^https?://[^\\s/?#]+/?$';
export const PUBLIC_URL_WORDS = 'https://HOST or https://HOST:PORT, or the same with http://';

/** Why clients cannot use this address; null: they can. Does not repeat the address, which may contain a password. */
export function publicUrlProblem(flag: string, text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url === null || url.username + url.password !== '' || url.port === '0'
    ? `${flag} is not an address that clients can use: https://HOST or https://HOST:PORT.`
    : null;
}

/** Without a trailing slash: clients append their paths. */
export const publicUrl = (text: string): string => text.replace(/\/$/, '');
