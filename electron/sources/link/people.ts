import type { Person } from '#app/source-view';
import { idText } from '#server/rules/json/exact-json';
import { lineOf } from '#server/rules/laravel/laravel';
import { cleanLine } from '#server/rules/text/text';
import { onApp } from '../app-links.ts';

/** In UTF-16 units; a link as long as a notification's. */
const LONGEST = { name: 200, link: 2_000 } as const;

/** How long a person counts as writing after the last typing event, in milliseconds. */
const TYPING = 4_000;
export const TYPING_EVENT = 'client-typing';

export type Member = Readonly<{ id: string; info: unknown }>;

export interface People {
  onMembers(members: readonly Member[], me: string | null): void;
  /** A typing event. `userId`: its sender, as the server says; null: the data says it. */
  onTyping(data: unknown, userId: string | null): void;
  /** The data of the typing event that this user sends. */
  myTyping(): Readonly<Record<string, string>>;
  /** The connection is gone: nobody is known to be online. */
  away(): void;
  dispose(): void;
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** Who is in a presence channel, this user included, by `{id, name | username, avatar}` of their user_info. */
export function createPeople(deps: {
  onPeople(people: readonly Person[]): void;
  /** Address of the app, without a slash at its end, for pictures without a host; null: unknown. */
  readonly base: string | null;
}): People {
  let members: readonly Member[] = [];
  let me: string | null = null;
  const typing = new Map<string, NodeJS.Timeout>();

  function avatarOf(info: Fields): string | null {
    const text = lineOf(info, ['avatar', 'avatar_url', 'image'], LONGEST.link);
    if (text === null) return null;
    const whole = onApp(text, deps.base);
    const beside = deps.base === null ? undefined : `${deps.base}/`;
    const url = URL.canParse(whole, beside) ? new URL(whole, beside) : null;
    return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
  }

  function personOf({ id, info }: Member): Person {
    const fields = fieldsOf(info);
    const name = lineOf(fields, ['name', 'username'], LONGEST.name) ?? cleanLine(id);
    return { id, name, avatar: avatarOf(fields), me: id === me, typing: typing.has(id) };
  }

  const report = (): void => deps.onPeople(members.map(personOf));

  function settle(): void {
    for (const timer of typing.values()) clearTimeout(timer);
    typing.clear();
  }

  return {
    onMembers(now, mine) {
      members = now;
      me = mine;
      report();
    },
    onTyping(data, userId) {
      const id = userId ?? idText(fieldsOf(data).user_id ?? fieldsOf(data).id);
      if (id === null || !members.some((member) => member.id === id)) return;
      const earlier = typing.get(id);
      clearTimeout(earlier);
      typing.set(
        id,
        setTimeout(() => {
          typing.delete(id);
          report();
        }, TYPING),
      );
      if (earlier === undefined) report();
    },
    myTyping() {
      const mine = members.find(({ id }) => id === me);
      return mine === undefined ? {} : { id: mine.id, user_id: mine.id, name: personOf(mine).name };
    },
    away() {
      settle();
      if (members.length === 0) return;
      members = [];
      report();
    },
    dispose: settle,
  };
}
