import Type, { type TSchema } from 'typebox';
import { BREAK_THROUGH, LINE_CHOICES } from '#server/rules/lines';
import { KEY_BOUNDS, KEYS_PATTERN } from './rules/keys.ts';
import {
  FORM_KEYS,
  type SettingsPatch as Patch,
  SETTING_KEYS,
  SETTINGS,
  type Setting,
  type SettingKey,
} from './rules/settings.ts';

const strict = { additionalProperties: false } as const;
const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });
const QuietHours = Type.Object(
  {
    on: Type.Boolean(),
    zone: Type.String({ maxLength: 64 }),
    windows: Type.Array(
      Type.Object(
        {
          days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7, uniqueItems: true }),
          from: TimeOfDay,
          to: TimeOfDay,
        },
        strict,
      ),
      { maxItems: 20 },
    ),
  },
  strict,
);

const LineChoice = Type.Enum([...LINE_CHOICES]);
/** By source, or by a sender's name. */
const byName = (value: TSchema, maxProperties: number): TSchema =>
  Type.Record(Type.String({ maxLength: 200 }), value, { maxProperties });
const Lines = byName(
  Type.Partial(
    Type.Object({
      line: LineChoice,
      breakThrough: Type.Enum([...BREAK_THROUGH]),
      neverContent: Type.Literal(true),
      senders: byName(LineChoice, 1_000),
    }),
    strict,
  ),
  500,
);

const Keys = Type.Record(
  Type.String({ minLength: 1, maxLength: KEY_BOUNDS.id }),
  Type.Array(Type.String({ pattern: KEYS_PATTERN }), { maxItems: KEY_BOUNDS.keys, uniqueItems: true }),
  { maxProperties: KEY_BOUNDS.commands },
);

function schemaOf(setting: Setting): TSchema {
  switch (setting.type) {
    case 'boolean':
      return Type.Boolean();
    case 'integer':
      return Type.Integer({ minimum: setting.bounds.min, maximum: setting.bounds.max });
    case 'shortcut':
    case 'file':
      return Type.String({ maxLength: setting.bounds.max });
    case 'choice':
      return Type.Enum([...setting.choices]);
    case 'quietHours':
      return QuietHours;
    case 'lines':
      return Lines;
    case 'keys':
      return Keys;
    default:
      return setting satisfies never;
  }
}

const schemasOf = <K extends SettingKey>(keys: readonly K[]) =>
  Object.fromEntries(keys.map((key) => [key, schemaOf(SETTINGS[key])])) as Record<K, TSchema>;

/** The valid values of each setting. */
export const SETTING_SCHEMAS = schemasOf(SETTING_KEYS);

/** A change of settings that the window asks for. */
export const SettingsPatch = Type.Unsafe<Patch>(
  Type.Partial(Type.Object(schemasOf(FORM_KEYS)), { additionalProperties: false }),
);
