import { createHash } from 'node:crypto';
import { Value } from 'typebox/value';
import type { Preview, Template } from '#app/sources';
import { Reply } from '#server/notification';
import { cut } from '../../cut.ts';
import { onApp } from '../app-links.ts';

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

function words(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
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

/**
 * Texts stay texts: nothing in them is ever taken for markup. A link or key that lacks a field is left out whole.
 * `base`: address of the app, for links without a host.
 */
export function render(template: Template, data: unknown, base: string | null = null): Preview {
  const missing = new Set<string>();
  const problems: Preview['problems'][number][] = [];

  function fill(text: string): { text: string; complete: boolean } {
    let complete = true;
    const filled = text.replace(PLACEHOLDER, (_, inside: string) => {
      const path = inside.trim();
      const value = field(data, path);
      if (value === undefined) {
        missing.add(path);
        complete = false;
        return '';
      }
      return words(value);
    });
    return { text: filled.trim(), complete };
  }

  function whole(text: string | undefined): string | null {
    if (text === undefined) return null;
    const filled = fill(text);
    return filled.complete && filled.text !== '' ? filled.text : null;
  }

  function linkOf(name: 'url' | 'icon', protocols: readonly string[]): string | null {
    const text = whole(template[name]);
    if (text === null) return null;
    const opened = link(text, protocols, base);
    if (opened === null) problems.push(name);
    return opened;
  }

  function replyOf({ reply }: Template): Reply | null {
    if (reply === undefined) return null;
    const filled: unknown =
      reply.via === 'http'
        ? { via: 'http', url: whole(reply.url) }
        : { via: 'event', channel: whole(reply.channel), event: whole(reply.event) };
    return Value.Check(Reply, filled) ? filled : null;
  }

  const title = cut(fill(template.title).text, LIMITS.title);
  if (title === '') problems.push('title');
  const key = (text: string | undefined): string | null => {
    const filled = whole(text);
    return filled === null ? null : shortened(filled);
  };
  return {
    title: title || template.event,
    message: cut(fill(template.message ?? '').text, LIMITS.message),
    url: linkOf('url', ['http:', 'https:', 'mailto:']),
    icon: linkOf('icon', ['http:', 'https:']),
    priority: template.priority ?? NORMAL_PRIORITY,
    group_key: key(template.group_key),
    dedupe_key: key(template.dedupe_key),
    reply: replyOf(template),
    missing: [...missing],
    problems,
  };
}
