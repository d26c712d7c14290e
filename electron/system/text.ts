import { cleanText } from '#server/rules/text/text';

/** At most `limit` UTF-16 units of text; text that was cut ends in …, and never within a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Created on demand: the first one loads its data, which would delay the start.
  const whole = [...new Intl.Segmenter().segment(text.slice(0, limit))].slice(0, -1);
  return `${whole
    .map(({ segment }) => segment)
    .join('')
    .trimEnd()}…`;
}

/** Text for a single line. */
export function oneLine(text: string, limit: number): string {
  return cut(cleanText(text).replace(/\s+/g, ' ').trim(), limit);
}

/** Lines of at most `columns` characters, broken between words, and within longer words. */
export function wrap(text: string, columns: number): string {
  const line = new RegExp(`.{1,${columns}}(?=\\s|$)|.{1,${columns}}`, 'gu');
  const wrapLine = (one: string): string => (one.match(line) ?? []).map((part) => part.trim()).join('\n');
  return text.split('\n').map(wrapLine).join('\n');
}
