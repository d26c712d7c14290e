/** Links in what senders write: which are links, and where they lead. */

/** Marks that turn the direction of what follows, and could disguise an address. https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters */
const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
export const withoutBidi = (text: string): string => text.replace(BIDI, '');

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** The address as it will be requested; null: not one that is opened from a text. */
export function safeLink(address: string): string | null {
  const text = withoutBidi(address);
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return SCHEMES.has(protocol) ? href : null;
}

/** Where a link leads: the host as the network names it, or the address of a mail. */
export function linkTarget(href: string): string {
  const { host, protocol, pathname } = new URL(href);
  return protocol === 'mailto:' ? pathname : host;
}

/** Whether the text of a link says by itself where the link leads. */
export function namesTarget(text: string, href: string): boolean {
  const shown = withoutBidi(text).trim();
  return shown === linkTarget(href) || safeLink(shown) === href;
}

/** `href`: null for text that is no link. */
export type LinkPiece = Readonly<{ text: string; href: string | null }>;

/** The length is that of no address, and bounds the work. */
const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"'`]{1,2000}/gi;
/** What ends a sentence, not an address. */
const TRAILING = /[.,;:!?…]+$/;

/** An address in a sentence, without what belongs to the sentence. */
function trimmed(found: string): string {
  let text = found.replace(TRAILING, '');
  for (const [open, close] of ['()', '[]'] as const) {
    while (close !== undefined && text.endsWith(close) && !text.includes(open ?? ''))
      text = text.slice(0, -1).replace(TRAILING, '');
  }
  return text;
}

/** The most links of one text. */
const MOST = 500;

/** A text in pieces: the addresses in it are links. */
export function linkPieces(text: string): readonly LinkPiece[] {
  const pieces: LinkPiece[] = [];
  let done = 0;
  let links = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = trimmed(found);
    const href = safeLink(address);
    if (href === null) continue;
    links += 1;
    if (links > MOST) break;
    if (index > done) pieces.push({ text: text.slice(done, index), href: null });
    pieces.push({ text: address, href });
    done = index + address.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), href: null });
  return pieces;
}
