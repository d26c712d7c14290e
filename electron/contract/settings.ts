import Type, { type TSchema } from 'typebox';
import {
  FORM_KEYS,
  type SettingsPatch as Patch,
  SETTING_KEYS,
  SETTINGS,
  type Setting,
  type SettingKey,
} from './rules/settings.ts';

function schemaOf(setting: Setting): TSchema {
  switch (setting.type) {
    case 'boolean':
      return Type.Boolean();
    case 'integer':
      return Type.Integer({ minimum: setting.bounds.min, maximum: setting.bounds.max });
    case 'shortcut':
      return Type.String({ maxLength: setting.bounds.max });
    case 'choice':
      return Type.Enum([...setting.choices]);
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
