import { TEMPLATE_LIMITS } from '#app/rules/source-bounds';
import { KIND_RULES, type TemplateKind } from '#app/rules/source-kinds';
import type { Template } from '#app/source-definition';
import { typeKey } from '#server/rules/laravel/laravel-types';
import { isBlank } from '#server/rules/text/shown-text';

/** Kinds of sources that have templates. */
export type Kind = TemplateKind;

/** Whether its templates are for notifications, which have words of their own; else they are for bare events. */
export const hasTypes = (kind: Kind): boolean => KIND_RULES[kind].templates === 'types';

/** Equal for names that mean the same to a template: types of a Laravel app are compared by their words. */
export const nameKey = (kind: Kind, event: string): string => (hasTypes(kind) ? typeKey(event) : event);

/** A template while the user writes it: every part is a text. */
export type Draft = Readonly<{
  event: string;
  title: string;
  message: string;
  url: string;
  icon: string;
  /** Empty: as received. */
  priority: '' | '1' | '2' | '3' | '4' | '5';
  group_key: string;
  dedupe_key: string;
  via: 'none' | 'http' | 'event';
  reply_url: string;
  reply_channel: string;
  reply_event: string;
}>;
export type Part = keyof Draft;

export type Problem =
  | 'missing'
  | 'too_long'
  | 'taken'
  | 'not_http'
  | 'not_channel'
  | 'not_client_event'
  | 'empty'
  | 'not_link'
  | 'not_page';
export type Problems = Readonly<Partial<Record<Part, Problem>>>;

export const NO_DRAFT: Draft = {
  ...{ event: '', title: '', message: '', url: '', icon: '', priority: '', group_key: '', dedupe_key: '' },
  ...{ via: 'none', reply_url: '', reply_channel: '', reply_event: '' },
};

/** The longest text of each part, in UTF-16 units. */
export const LIMITS = {
  ...TEMPLATE_LIMITS,
  ...{ reply_url: 2_000, reply_channel: 200, reply_event: 200 },
} as const satisfies Partial<Record<Part, number>>;

export function draftOf({ reply, priority, ...texts }: Template): Draft {
  return {
    ...NO_DRAFT,
    ...texts,
    priority: priority === undefined ? '' : (String(priority) as Draft['priority']),
    via: reply?.via ?? 'none',
    ...(reply?.via === 'http' && { reply_url: reply.url }),
    ...(reply?.via === 'event' && { reply_channel: reply.channel, reply_event: reply.event }),
  };
}

function replyOf({ via, reply_url, reply_channel, reply_event }: Draft): Pick<Template, 'reply'> {
  switch (via) {
    case 'none':
      return {};
    case 'http':
      return { reply: { via, url: reply_url.trim() } };
    case 'event':
      return { reply: { via, channel: reply_channel.trim(), event: reply_event.trim() } };
    default:
      return via satisfies never;
  }
}

const TEXTS = ['title', 'message', 'url', 'icon', 'group_key', 'dedupe_key'] as const;

/** Empty parts are left out. */
export function templateOf(draft: Draft): Template {
  const texts = TEXTS.map((part) => [part, draft[part].trim()] as const).filter(([, text]) => text !== '');
  return {
    event: draft.event.trim(),
    ...Object.fromEntries(texts),
    ...(draft.priority !== '' && { priority: Number(draft.priority) }),
    ...replyOf(draft),
  };
}

/** Bare channels have no title to fall back on. */
const NEEDED = {
  channels: ['event', 'title'],
  laravel: ['event'],
} as const satisfies Record<Kind, readonly Part[]>;

/** How the contract wants a reply's parts to begin; placeholders follow. */
const FORMS = {
  reply_url: [/^https?:\/\//, 'not_http'],
  reply_channel: [/^(private|presence)-/, 'not_channel'],
  reply_event: [/^client-./, 'not_client_event'],
} as const satisfies Partial<Record<Part, readonly [RegExp, Problem]>>;

/** The problems that do not depend on the event. `others`: templates beside it. */
export function problemsOf(kind: Kind, draft: Draft, others: readonly Template[]): Problems {
  const problems: Partial<Record<Part, Problem>> = {};
  for (const part of NEEDED[kind]) {
    if (isBlank(draft[part])) problems[part] = 'missing';
  }
  const key = nameKey(kind, draft.event.trim());
  if (others.some(({ event }) => nameKey(kind, event) === key)) problems.event ??= 'taken';
  const asked = { none: [], http: ['reply_url'], event: ['reply_channel', 'reply_event'] } as const;
  for (const part of asked[draft.via]) {
    const [form, problem] = FORMS[part];
    if (!form.test(draft[part].trim())) problems[part] = problem;
  }
  const shown: readonly Part[] = ['event', ...TEXTS, ...asked[draft.via]];
  for (const part of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    if (shown.includes(part) && draft[part].trim().length > LIMITS[part]) problems[part] = 'too_long';
  }
  return problems;
}

/** The template without its invalid parts, if it is still one without them. */
export function soundPart(kind: Kind, draft: Draft, problems: Problems): Template | null {
  const unsound = Object.entries(problems).filter(([, problem]) => problem !== 'taken');
  const blank = Object.fromEntries(unsound.map(([part]) => [part, '']));
  const isMute = unsound.some(([part]) => part.startsWith('reply_'));
  const template = templateOf({ ...draft, ...blank, ...(isMute && { via: 'none' }) });
  return NEEDED[kind].every((part) => (template[part] ?? '') !== '') ? template : null;
}
