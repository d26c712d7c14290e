/** What an `Origin` header names, or a pattern of it. Every text is in lower case; an IPv6 address has its brackets. */
type Parts = Readonly<{
  /** null: any, in a pattern. */
  scheme: string | null;
  host: string;
  /** `''`: none, as of schemes that know no port. null in a pattern: not said. */
  port: string | null;
}>;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' };

const FORM =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-f:.]+\]|[^\s,:/?#@\\[\]]+)(?::(?<port>\d{1,5}|\*))?\/?$/;

/** The one spelling of a host: IDN as Punycode, IPv6 shortened; null: nothing can have this name. */
function canonicalHost(host: string, scheme: string | null): string | null {
  const base = scheme === null || scheme in DEFAULT_PORTS ? 'http' : scheme;
  if (URL.canParse(`${base}://${host}/`)) return new URL(`${base}://${host}/`).hostname;
  // A part of an address (192.168.*.1) is no host to the parser.
  return /^[\d.*]+$/.test(host) ? host : null;
}

/** What Chromium calls all pages from files on a WebSocket; over HTTP, and in other browsers, they are `null`. */
const FILES = /^file:\/\/\/?$/i;

function read(text: string): Parts | null {
  if (FILES.test(text)) return { scheme: 'file', host: '', port: null };
  const { scheme = null, host = '', port = null } = FORM.exec(text.toLowerCase())?.groups ?? {};
  const known = host === '' ? null : canonicalHost(host, scheme);
  if (known === null || scheme === 'file' || (port !== null && Number(port) > 65_535)) return null;
  return { scheme, host: known, port: port === null ? null : port.replace(/^0+(?=.)/, '') };
}

/** Whether any origin can match a pattern: `*`, `null` (pages without one), a host or an origin, with `*` in it. */
export const isOriginPattern = (text: string): boolean =>
  text === '*' || text === 'null' || read(text) !== null;

/** What is wrong with the first of these patterns that no origin can match, for the user of this flag; null: nothing. */
export function unmatchableOrigin(
  flag: string,
  patterns: readonly string[] = [],
  over: 'http' | 'sockets' = 'sockets',
): string | null {
  if (over === 'http' && patterns.some((pattern) => FILES.test(pattern))) {
    return `${flag} "file://" can never match: over HTTP, the origin of pages from files is null.`;
  }
  const lost = patterns.find((pattern) => !isOriginPattern(pattern));
  if (lost === undefined) return null;
  return `${flag} ${JSON.stringify(lost)} can never match: it is a host or scheme://host, with or without a port.`;
}

const literal = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

/** A `*` stands for characters of one label. */
function isLike(host: string, pattern: string): boolean {
  return new RegExp(`^${pattern.split('*').map(literal).join('[^.:/]+')}$`).test(host);
}

function matches(pattern: Parts, origin: Parts): boolean {
  if (pattern.scheme !== null && pattern.scheme !== origin.scheme) return false;
  if (!isLike(origin.host, pattern.host)) return false;
  if (pattern.port === '*') return true;
  const standard = DEFAULT_PORTS[origin.scheme ?? ''] ?? '';
  const port = origin.port ?? standard;
  if (pattern.port !== null) return pattern.port === port;
  return pattern.scheme === null || port === standard;
}

/**
 * Whether pages of this `Origin` are among these patterns. A host alone stands for any scheme and port; with a port or a scheme,
 * the origin must have them too. Origins of apps (`capacitor://localhost`) count like those of sites. Programs send none, and
 * need `*`.
 */
export function isOriginAllowed(patterns: readonly string[], origin: string | undefined): boolean {
  if (patterns.includes('*')) return true;
  if (origin === undefined) return false;
  if (origin === 'null') return patterns.includes('null');
  const named = read(origin);
  if (named === null || named.scheme === null) return false;
  return patterns.some((text) => {
    const pattern = text === 'null' ? null : read(text);
    return pattern !== null && matches(pattern, named);
  });
}
