import { createHash } from 'node:crypto';
import { Value } from 'typebox/value';
import type { Preview, Template } from '#app/sources';
import { Reply } from '#server/content';
import { cut } from '../../cut.ts';
import { onApp } from '../app-links.ts';
import { dateWords } from './dates.ts';

/** As the backend's contract has them, in UTF-16 units. */
const LIMITS = { title: 500, message: 32_000, link: 2_000, key: 200 } as const;
const NORMAL_PRIORITY = 3;

/** The blanks around a path are cut off afterwards: a pattern that leaves them out takes cubic time for many of them. */
const PLACEHOLDER = /\{\{([^{}]+)\}\}/g;

/** `order.items.0.name` of the event; `.` is all of it. Only own fields: `constructor` is nobody's data. */
function field(data: unknown, path: string): unknown {
  if (path === '.') return data;
  let value = data;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** As it came: what leads somewhere, or is compared. */
function raw(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** As a person reads it. */
const spoken = (value: unknown): string =>
  (typeof value === 'string' ? dateWords(value) : null) ?? raw(value);

/** A text with its fields in it, and which of them the data lacks, or has empty. */
function fill(
  text: string,
  data: unknown,
  write: (value: unknown) => string,
): Readonly<{ text: string; missing: readonly string[]; empty: readonly string[] }> {
  const missing: string[] = [];
  const empty: string[] = [];
  const filled = text.replace(PLACEHOLDER, (_, inside: string) => {
    const path = inside.trim();
    const value = field(data, path);
    const written = value === undefined ? '' : write(value);
    if (value === undefined) missing.push(path);
    else if (written.trim() === '') empty.push(path);
    return written;
  });
  return { text: filled.trim(), missing, empty };
}

/** A text for people; null where one of its fields is missing or empty. */
export function wholeText(text: string, data: unknown, limit: number): string | null {
  const filled = fill(text, data, spoken);
  return filled.missing.length + filled.empty.length > 0 ? null : cut(filled.text, limit);
}

/** A link as it can be opened, or null. `base`: for one that begins with a slash. */
function link(text: string, protocols: readonly string[], base: string | null): string | null {
  const whole = onApp(text, base);
  const url = URL.canParse(whole) ? new URL(whole) : null;
  return url !== null && protocols.includes(url.protocol) && url.href.length <= LIMITS.link ? url.href : null;
}

/** Different keys stay different when they are too long. */
function shortened(key: string): string {
  if (key.length <= LIMITS.key) return key;
  const hash = createHash('sha256').update(key).digest('hex');
  return `${key.slice(0, LIMITS.key - hash.length)}${hash}`;
}

/** What a template makes of an event. null: that part is not in it, or is left out with this event. */
export type Filled = Readonly<
  { [Part in 'title' | 'message' | 'url' | 'icon' | 'group_key' | 'dedupe_key']: string | null } & {
    reply: Reply | null;
  } & Pick<Preview, 'missing' | 'problems'>
>;

/**
 * Texts stay texts: nothing in them is ever taken for markup. Dates in them are written for people, everywhere else they stay as they
 * came. A link or key of which a field is missing or empty is left out whole.
 * `base`: address of the app, for links without a host.
 */
export function fillTemplate(template: Partial<Template>, data: unknown, base: string | null = null): Filled {
  const missing = new Set<string>();
  const problems: Preview['problems'][number][] = [];
  const note = (paths: readonly string[]): void => {
    for (const path of paths) missing.add(path);
  };

  function textOf(text: string | undefined, limit: number): string | null {
    if (text === undefined) return null;
    const filled = fill(text, data, spoken);
    note(filled.missing);
    return cut(filled.text, limit);
  }

  function whole(text: string | undefined): string | null {
    if (text === undefined) return null;
    const filled = fill(text, data, raw);
    const gaps = [...filled.missing, ...filled.empty];
    note(gaps);
    return gaps.length === 0 && filled.text !== '' ? filled.text : null;
  }

  function linkOf(name: 'url' | 'icon', protocols: readonly string[]): string | null {
    const text = whole(template[name]);
    if (text === null) return null;
    const opened = link(text, protocols, base);
    if (opened === null) problems.push(name);
    return opened;
  }

  function keyOf(text: string | undefined): string | null {
    const filled = whole(text);
    return filled === null ? null : shortened(filled);
  }

  function replyOf({ reply }: Partial<Template>): Reply | null {
    if (reply === undefined) return null;
    const filled: unknown =
      reply.via === 'http'
        ? { via: 'http', url: whole(reply.url) }
        : { via: 'event', channel: whole(reply.channel), event: whole(reply.event) };
    return Value.Check(Reply, filled) ? filled : null;
  }

  const title = textOf(template.title, LIMITS.title);
  if (title === '') problems.push('title');
  return {
    title: title === '' ? null : title,
    message: textOf(template.message, LIMITS.message),
    url: linkOf('url', ['http:', 'https:', 'mailto:']),
    icon: linkOf('icon', ['http:', 'https:']),
    group_key: keyOf(template.group_key),
    dedupe_key: keyOf(template.dedupe_key),
    reply: replyOf(template),
    missing: [...missing],
    problems,
  };
}

/** The notification of an event of bare channels, where the template says all. */
export function render(template: Template, data: unknown): Preview {
  const { title, message, ...filled } = fillTemplate(template, data);
  return {
    ...filled,
    title: title ?? template.event,
    message: message ?? '',
    priority: template.priority ?? NORMAL_PRIORITY,
  };
}
