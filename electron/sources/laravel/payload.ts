import { CREATED_EVENT } from '#server/channel';
import { type Fields, isObject, lineOf, ownFields } from '#server/laravel-payload';

const PERSON = [
  'requester_name',
  'author_name',
  'user_name',
  'sender_name',
  'liker_name',
  'from_name',
] as const;
/** Objects that say who it was. */
const ACTOR = ['author', 'user', 'sender', 'actor', 'requester', 'from'] as const;
const LIMITS = { type: 200, name: 200 } as const;

function actorOf(fields: Fields): Fields {
  for (const name of ACTOR) {
    const value = fields[name];
    if (isObject(value)) return value;
  }
  return {};
}

/** What a payload says, whichever shape it has. */
export type Payload = Readonly<{
  /** What it is called, its own word first: templates are looked for in this order. */
  types: readonly [string, ...string[]];
  /** Its own, without Laravel's. */
  fields: Fields;
  actor: Fields;
  /** What templates are filled from: all of it, and `person`, whoever it names. */
  data: Fields;
}>;

export function readPayload(event: string, payload: Fields): Payload {
  const fields = ownFields(payload);
  // Laravel writes the class over a type beside the fields.
  const [type = 'notification', ...others] = [
    fields.type,
    event === CREATED_EVENT ? undefined : event,
    payload.type,
  ]
    .map((value) => lineOf({ value }, ['value'], LIMITS.type))
    .filter((value) => value !== null);
  const actor = actorOf(fields);
  const person = lineOf(fields, PERSON, LIMITS.name) ?? lineOf(actor, ['name', 'username'], LIMITS.name);
  return {
    types: [type, ...others],
    fields,
    actor,
    data: { ...payload, ...fields, ...(person === null ? {} : { person }) },
  };
}
