import Type, { type TSchema } from 'typebox';
import { ThreadName } from '#server/inbox';
import { NotificationId } from '#server/notification';
import { ADDRESS_LIMIT } from '#server/rules/content/read';
import { SourceId } from '#server/source';
import { type ArgKind, COMMANDS, PAUSES } from './rules/commands.ts';
import { REPLY_LIMIT } from './rules/source-bounds.ts';

const Ids = Type.Array(NotificationId, { minItems: 1, maxItems: 500 });
/** Few fit into a window. */
export const RowsInSight = Type.Object(
  { ids: Type.Array(NotificationId, { maxItems: 500 }) },
  { additionalProperties: false },
);
export const SomeNotifications = Type.Object({ ids: Ids }, { additionalProperties: false });

/** ISO 8601 in UTC, with or without parts of a second. */
const MOMENT = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?Z$';

const KINDS: Readonly<Record<ArgKind, TSchema>> = {
  notification: NotificationId,
  notifications: Ids,
  source: SourceId,
  thread: ThreadName,
  pause: Type.Union([Type.Enum([...PAUSES]), Type.String({ pattern: MOMENT })]),
  reply: Type.String({ minLength: 1, maxLength: REPLY_LIMIT }),
  address: Type.String({ minLength: 1, maxLength: ADDRESS_LIMIT }),
  moment: Type.String({ pattern: MOMENT }),
  action: Type.String({ minLength: 1, maxLength: 200 }),
  key: Type.String({ minLength: 1, maxLength: 100 }),
  file: Type.String({ minLength: 1, maxLength: 255 }),
};

/** A command with its arguments. */
export const AnyCommand = Type.Union(
  Object.entries(COMMANDS).map(([id, { args }]) => {
    const fields = Object.entries(args).map(([name, kind]) => [name, KINDS[kind]] as const);
    const Args = Type.Object(Object.fromEntries(fields), { additionalProperties: false });
    return Type.Object({ id: Type.Literal(id), args: Args }, { additionalProperties: false });
  }),
);
