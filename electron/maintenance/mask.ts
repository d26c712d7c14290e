const HIDDEN = '<hidden>';

/** How secrets and people appear in logs. The order matters. */
const RULES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // JSON.parse quotes the text that it could not read.
  [/(?:Unexpected token [^\n]*?, )?(?:\.\.\.)?"[^\n]*"(?:\.\.\.)? is not valid JSON/g, '… is not valid JSON'],
  // User and password of a URL.
  [/:\/\/[^\s/@"'<>]+@/g, `://${HIDDEN}@`],
  // Every value of a URL's query.
  [/([?&][\w.~%[\]-]+=)[^\s&"'<>#)]+/g, `$1${HIDDEN}`],
  [/\b(Bearer|Basic|Digest)\s+[\w+/=.|~-]+/gi, `$1 ${HIDDEN}`],
  [
    /((?:token|secret|passw(?:or)?d|authorization|cookie|signature|credentials?|(?:api|app)[-_]?key)["']?\s*[:=]\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\s"',;}&]+)/gi,
    `$1${HIDDEN}`,
  ],
  // Access tokens of this server and of Laravel Sanctum.
  [/\b\d+\|[\w-]+/g, HIDDEN],
  // JSON web tokens.
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, HIDDEN],
  [/[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu, '<e-mail>'],
  // Keys, digests and ids; names of errors have no digits.
  [/(?<![\w-])(?=[\w-]*\d)[\w-]{32,}(?![\w-])/g, HIDDEN],
];

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export type Mask = (text: string) => string;

/**
 * Removes secrets from a text: tokens, passwords, query values, e-mail addresses, and the path of the home folder, which becomes `~`.
 * It rather removes too much than too little.
 */
export function createMask(home: string): Mask {
  const spellings = [home, home.replaceAll('\\', '/'), encodeURI(home.replaceAll('\\', '/'))];
  const literals = [...new Set(spellings)].filter((one) => one.length > 1).map(literally);
  const homes = literals.length === 0 ? null : new RegExp(`(?:${literals.join('|')})(?![\\w-])`, 'gi');
  return (text) => {
    const moved = homes === null ? text : text.replace(homes, '~');
    return RULES.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), moved);
  };
}
