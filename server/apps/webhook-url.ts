/** Ports that `fetch` refuses: https://fetch.spec.whatwg.org/#port-blocking */
export const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  ...[
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  ],
  ...[
    109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  ],
  ...[526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049],
  ...[3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080],
]);

/** Why this URL cannot be called, as the end of a sentence; null: it can. */
export function webhookProblem(text: string): string | null {
  if (!/^https?:\/\/\S+$/i.test(text)) return 'does not begin with https:// or http://, or has spaces in it';
  if (!URL.canParse(text)) return 'is not a URL';
  const { port, username, password } = new URL(text);
  if (port === '0') return 'has port 0, on which nothing listens';
  if (port !== '' && BLOCKED_PORTS.has(Number(port))) return `has a port (${port}) that is blocked for HTTP`;
  try {
    decodeURIComponent(username + password);
    return null;
  } catch {
    return 'has a name or password with invalid percent-encoding';
  }
}

/** The URL without its name and password, and these as an `Authorization` header (RFC 7617). */
export function readWebhookUrl(text: string): Readonly<{ url: string; authorization: string | null }> {
  const url = new URL(text);
  const { username, password } = url;
  if (username === '' && password === '') return { url: text, authorization: null };
  url.username = '';
  url.password = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { url: url.href, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** The URL with its password hidden. */
export function maskedWebhookUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.password === '') return text;
  url.password = '***';
  return url.href;
}
