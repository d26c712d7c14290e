/** An `Origin` header, or a pattern for one. In lower case; IPv6 addresses keep their brackets. */
type Parts = Readonly<{
  /** null in a pattern: any. */
  scheme: string | null;
  host: string;
  /** `''`: none, as for schemes without ports. null in a pattern: not given. */
  port: string | null;
}>;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' };

const FORM =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?<host>\[[0-9a-f:.]+\]|[^\s,:/?#@\\[\]]+)(?::(?<port>\d{1,5}|\*))?\/?$/;

/** The canonical spelling of a host: IDN as Punycode, IPv6 shortened; null: not a possible host. */
function canonicalHost(host: string, scheme: string | null): string | null {
  const base = scheme === null || scheme in DEFAULT_PORTS ? 'http' : scheme;
  if (URL.canParse(`${base}://${host}/`)) return new URL(`${base}://${host}/`).hostname;
  // The URL parser rejects wildcards inside an address (192.168.*.1).
  return /^[\d.*]+$/.test(host) ? host : null;
}

/** The origin that Chromium sends on a WebSocket for pages from files. Over HTTP, and in other browsers, it is `null`. */
const FILES = /^file:\/\/\/?$/i;

function read(text: string): Parts | null {
  if (FILES.test(text)) return { scheme: 'file', host: '', port: null };
  const { scheme = null, host = '', port = null } = FORM.exec(text.toLowerCase())?.groups ?? {};
  const known = host === '' ? null : canonicalHost(host, scheme);
  if (known === null || scheme === 'file' || (port !== null && Number(port) > 65_535)) return null;
  return { scheme, host: known, port: port === null ? null : port.replace(/^0+(?=.)/, '') };
}

/** Whether a pattern can match any origin: `*`, `null` (pages without an origin), a host or an origin, with `*` for any label. */
export const isOriginPattern = (text: string): boolean =>
  text === '*' || text === 'null' || read(text) !== null;

/** A message about the first of these patterns that no origin can match; null: all can match. @param flag named in the message */
export function unmatchableOrigin(
  flag: string,
  patterns: readonly string[] = [],
  over: 'http' | 'sockets' = 'sockets',
): string | null {
  if (over === 'http' && patterns.some((pattern) => FILES.test(pattern))) {
    return `${flag} "file://" can never match: over HTTP, pages from files have the origin null.`;
  }
  const lost = patterns.find((pattern) => !isOriginPattern(pattern));
  if (lost === undefined) return null;
  return `${flag} ${JSON.stringify(lost)} can never match: it must be a host or scheme://host, with or without a port.`;
}

const literal = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

/** A `*` matches characters within one label. */
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
 * Whether one of these patterns matches this `Origin`. A host alone matches any scheme and port; a port or scheme in the pattern
 * must match too. Origins of apps (`capacitor://localhost`) work like those of sites. Programs send no origin, and need `*`.
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
