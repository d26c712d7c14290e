import type { ChannelsSource, LaravelSource } from '#app/source-definition';
import { typeKey } from '#server/rules/laravel-types';

/** Kinds of sources that have templates. */
export type Kind = (LaravelSource | ChannelsSource)['kind'];

/** Equal for names that a template takes for one: types of a Laravel app are compared by their words. */
export const nameKey = (kind: Kind, event: string): string => (kind === 'channels' ? event : typeKey(event));
