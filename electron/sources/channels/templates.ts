import { createHash } from 'node:crypto';
import { Value } from 'typebox/value';
import type { Region } from '#app/rules/region';
import type { Preview } from '#app/source-view';
import type { Template } from '#app/sources';
import { Reply } from '#server/content';
import { FIELDS, wholeFields } from '#server/rules/content';
import {
  type Filled as FilledText,
  fill,
  fillLink,
  raw,
  type Write,
  whole,
} from '#server/rules/placeholders';
import { isBlank } from '#server/rules/shown-text';
import { cut } from '../../system/text.ts';
import { onApp } from '../app-links.ts';
import { dateWords } from './dates.ts';

/** As a person reads it. */
export const spokenIn =
  (region: Region): Write =>
  (value) =>
    (typeof value === 'string' ? dateWords(value, region) : null) ?? raw(value);

/** A link as it can be opened, or null. `base`: for one that begins with a slash. */
function link(text: string, protocols: readonly string[], base: string | null): string | null {
  const whole = onApp(text, base);
  const url = URL.canParse(whole) ? new URL(whole) : null;
  return url !== null && protocols.includes(url.protocol) && url.href.length <= FIELDS.url.limit
    ? url.href
    : null;
}

/** Different keys stay different when they are too long. */
function shortened(key: string): string {
  if (key.length <= FIELDS.dedupe_key.limit) return key;
  const hash = createHash('sha256').update(key).digest('hex');
  return `${key.slice(0, FIELDS.dedupe_key.limit - hash.length)}${hash}`;
}

/** What a template makes of an event. null: that part is not in it, or is left out with this event. */
export type Filled = Readonly<
  { [Part in 'title' | 'message' | 'url' | 'icon' | 'group_key' | 'dedupe_key']: string | null } & {
    reply: Reply | null;
  } & Pick<Preview, 'missing' | 'problems'>
>;

/** `base`: address of the app, without a slash at its end, for links without a host; null: nobody knows it. */
export type FillOptions = Readonly<{ base: string | null; region: Region }>;

/**
 * Texts stay texts: nothing in them is ever taken for markup. Dates in them are written for people, everywhere else they stay as they
 * came. In a link, fields are escaped. A link or key of which a field is missing or empty is left out whole.
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

/** The notification of an event of bare channels, where the template says all. */
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
