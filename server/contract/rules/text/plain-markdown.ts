/** Markdown where only plain text can be shown: a toast, the tray, a closed row, a screen reader. */

/** Bounds the work on texts made to be slow: no such part of a sentence is longer. */
const LINK =
  /(?<!\\)!?\[([^[\]\n]{0,500})\](?:\([^()\s]{0,2000}(?:\s+"[^"\n]{0,200}")?\)|\[[^[\]\n]{0,200}\])/g;
const AUTOLINK = /<((?:https?:\/\/|mailto:)[^<>\s]{1,2000})>/gi;
const CODE = /(?<!\\)(`{1,3})([^`\n]{1,500})\1/g;
const STRONG = /(?<!\\)(\*\*|__|~~)(?=\S)([^*_~\n]{1,500})\1/g;
const EMPHASIS = /(?<![\p{L}\p{N}*_\\])([*_])(?=\S)([^*_\n]{1,500})\1(?![\p{L}\p{N}*_])/gu;
const ESCAPE = /\\([!-/:-@[-`{-~])/g;

/** Of a line: marks of quotes, headings and tasks; lists keep theirs. */
const FRONT = /^(?:[ \t]{0,3}>[ \t]?){1,20}/;
const HEADING = /^[ \t]{0,3}#{1,6}[ \t]+/;
const HEADING_END = /[ \t]+#{1,20}[ \t]*$/;
const LIST = /^([ \t]{0,20})[*+-][ \t]+(?:\[[ xX]\][ \t]+)?/;
const RULE = /^[ \t]{0,3}(?:(?:[-*_][ \t]*){3,}|=+|(?:\|?[ \t]*:?-+:?[ \t]*)(?:\|[ \t]*:?-+:?[ \t]*)*\|?)$/;
const FENCE = /^[ \t]{0,3}(?:```|~~~)/;

const spansOf = (line: string): string =>
  line
    .replace(LINK, '$1')
    .replace(AUTOLINK, '$1')
    .replace(CODE, '$2')
    .replace(STRONG, '$2')
    .replace(EMPHASIS, '$2')
    .replace(ESCAPE, '$1');

/** The words of a Markdown text without its marks, line by line. What cannot be read stays as it is written. */
export function plainMarkdown(text: string): string {
  const lines: string[] = [];
  let isCode = false;
  for (const line of text.split('\n')) {
    if (FENCE.test(line)) isCode = !isCode;
    else if (isCode) lines.push(line);
    else {
      const inside = line.replace(FRONT, '');
      if (inside !== '' && RULE.test(inside)) continue;
      const isHeading = HEADING.test(inside);
      const front = inside.replace(HEADING, '').replace(LIST, '$1• ');
      lines.push(spansOf(isHeading ? front.replace(HEADING_END, '') : front));
    }
  }
  return lines.join('\n').trim();
}
