import { Value } from 'typebox/value';
import type { Region } from '#app/rules/region';
import type { Template } from '#app/source-definition';
import { CREATED_EVENT } from '#server/channel';
import { Reply } from '#server/content';
import { ENGLISH } from '#server/own-rows';
import { wholeFields } from '#server/rules/content';
import {
  type Fields,
  isObject,
  type Payload,
  readContent,
  readData,
  readPayload,
} from '#server/rules/laravel/laravel';
import { typeKey } from '#server/rules/laravel/laravel-types';
import { phrasesOf } from '#server/rules/row-phrases';
import type { IngestContent } from '#server/source';
import { onApp } from '../app-links.ts';
import { fillTemplate, spokenIn } from './fill-template.ts';

type Deps = Readonly<{ base: string; templates: readonly Template[]; region: () => Region }>;
type Content = Omit<IngestContent, 'data'>;

/**
 * Each part comes from the user's template, else from the payload, else from the default for the type. `base`: address of the app, for
 * links without a host.
 */
export function createContentOf({ base, templates, region }: Deps): (payload: Payload) => Content {
  const byType = new Map(templates.map((template) => [typeKey(template.event), template]));
  const resolve = (link: string): string => onApp(link, base);

  return (payload) => {
    const { types, data } = payload;
    const chosen = types.map((each) => byType.get(typeKey(each))).find((found) => found !== undefined);
    const mine = chosen === undefined ? null : fillTemplate(chosen, data, { base, region: region() });
    const read = readContent(payload, { resolve, write: spokenIn(region()), say: ENGLISH.say });
    // What its user words is not Belfry's any more.
    const own = phrasesOf(
      (mine?.title ?? null) === null ? read.phrases.title : undefined,
      (mine?.message ?? null) === null ? read.phrases.message : undefined,
    );
    const fields = wholeFields({
      ...read,
      title: mine?.title ?? read.title,
      message: mine?.message ?? read.message,
      url: mine?.url ?? read.url,
      icon: mine?.icon ?? read.icon,
      priority: chosen?.priority ?? read.priority,
      group_key: mine?.group_key,
      dedupe_key: mine?.dedupe_key,
      // The app cannot be told of a choice.
      actions: read.actions?.filter(({ kind }) => kind !== 'event'),
      reply: mine?.reply ?? (Value.Check(Reply, payload.fields.reply) ? payload.fields.reply : null),
    });
    return Object.keys(own).length === 0 ? fields : { ...fields, phrases: own };
  };
}

/** The event's name, if it says what the event is; null for the one name that all notifications of Laravel itself have. */
export const nameOf = (event: string): string | null => (event === CREATED_EVENT ? null : event);

/** Turns a Laravel app's payload into the content of a notification. */
export function createToContent(deps: Deps): (event: string, payload: Fields) => IngestContent {
  const contentOf = createContentOf(deps);
  return (event, payload) => {
    const read = readPayload(nameOf(event), payload);
    return {
      ...contentOf(read),
      // An event of another name has its own fields where the envelope's would be, e.g. the `id` of a comment.
      data: nameOf(event) === null ? read.fields : { ...withoutData(payload), ...read.fields },
    };
  };
}

const withoutData = ({ data, ...others }: Fields): Fields =>
  isObject(readData(data)) ? others : { data, ...others };
