import { KIND_RULES, type TemplateKind } from '#app/rules/source-kinds';
import { typeKey } from '#server/rules/laravel-types';

/** Kinds of sources that have templates. */
export type Kind = TemplateKind;

/** Whether its templates are for notifications, which have words of their own; else they are for bare events. */
export const hasTypes = (kind: Kind): boolean => KIND_RULES[kind].templates === 'types';

/** Equal for names that a template takes for one: types of a Laravel app are compared by their words. */
export const nameKey = (kind: Kind, event: string): string => (hasTypes(kind) ? typeKey(event) : event);
