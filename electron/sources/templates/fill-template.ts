import { createHash } from 'node:crypto';
import { Value } from 'typebox/value';
import type { Region } from '#app/rules/region';
import type { Template } from '#app/source-definition';
import type { Preview } from '#app/source-view';
import { Reply } from '#server/content';
import { FIELDS, wholeFields } from '#server/rules/content';
import {
  type Filled as FilledText,
  fill,
  fillLink,
  raw,
  type Write,
  whole,
} from '#server/rules/text/placeholders';
import { isBlank } from '#server/rules/text/shown-text';
import { cut } from '../../system/text.ts';
import { onApp } from '../app-links.ts';
import { dateWords } from './date-words.ts';

/** Dates as people write them, everything else as it came. */
export const spokenIn =
  (region: Region): Write =>
  (value) =>
    (typeof value === 'string' ? dateWords(value, region) : null) ?? raw(value);

/** The link, if it can be opened; else null. `base`: for a link that begins with a slash. */
function link(text: string, protocols: readonly string[], base: string | null): string | null {
  const whole = onApp(text, base);
  const url = URL.canParse(whole) ? new URL(whole) : null;
  return url !== null && protocols.includes(url.protocol) && url.href.length <= FIELDS.url.limit
    ? url.href
    : null;
}

/** A key that is too long ends in its hash, so that different keys stay different. */
function shortened(key: string): string {
  if (key.length <= FIELDS.dedupe_key.limit) return key;
  const hash = createHash('sha256').update(key).digest('hex');
  return `${key.slice(0, FIELDS.dedupe_key.limit - hash.length)}${hash}`;
}

/** What a template makes of an event. null: the template lacks that part, or leaves it out for this event. */
export type Filled = Readonly<
  { [Part in 'title' | 'message' | 'url' | 'icon' | 'group_key' | 'dedupe_key']: string | null } & {
    reply: Reply | null;
  } & Pick<Preview, 'missing' | 'problems'>
>;

/** `base`: address of the app, without a slash at its end, for links without a host; null: unknown. */
export type FillOptions = Readonly<{ base: string | null; region: Region }>;

/**
 * Text is never taken for markup. Dates in title and message are worded for people, everywhere else they stay as they came. In a link,
 * fields are escaped. A link or key is left out if one of its fields is missing or empty.
 */
export function fillTemplate(
  template: Partial<Template>,
  data: unknown,
  { base, region }: FillOptions,
): Filled {
  const spoken = spokenIn(region);
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

  function noted(filled: FilledText): string | null {
    note(filled.missing);
    note(filled.empty);
    return whole(filled);
  }

  const addressOf = (text: string | undefined) => (text === undefined ? null : noted(fillLink(text, data)));
  const keyOf = (text: string | undefined) => (text === undefined ? null : noted(fill(text, data, raw)));

  function linkOf(name: 'url' | 'icon', protocols: readonly string[]): string | null {
    const text = addressOf(template[name]);
    if (text === null) return null;
    const opened = link(text, protocols, base);
    if (opened === null) problems.push(name);
    return opened;
  }

  function shortKeyOf(text: string | undefined): string | null {
    const key = keyOf(text);
    return key === null ? null : shortened(key);
  }

  function replyOf({ reply }: Partial<Template>): Reply | null {
    if (reply === undefined) return null;
    const filled: unknown =
      reply.via === 'http'
        ? { via: 'http', url: addressOf(reply.url) }
        : { via: 'event', channel: keyOf(reply.channel), event: keyOf(reply.event) };
    return Value.Check(Reply, filled) ? filled : null;
  }

  const title = textOf(template.title, FIELDS.title.limit);
  const isMute = title !== null && isBlank(title);
  if (isMute) problems.push('title');
  return {
    title: isMute ? null : title,
    message: textOf(template.message, FIELDS.message.limit),
    url: linkOf('url', ['http:', 'https:', 'mailto:']),
    icon: linkOf('icon', ['http:', 'https:']),
    group_key: shortKeyOf(template.group_key),
    dedupe_key: shortKeyOf(template.dedupe_key),
    reply: replyOf(template),
    missing: [...missing],
    problems,
  };
}

/** The notification for an event of bare channels: the template says everything. */
export function render(template: Template, data: unknown, options: FillOptions): Preview {
  const { missing, problems, ...filled } = fillTemplate(template, data, options);
  const { title } = filled;
  const {
    type: _,
    data: __,
    ...content
  } = wholeFields({
    ...filled,
    title: title ?? template.event,
    priority: template.priority,
  });
  return { ...content, missing, problems };
}
