import type { ChannelsSource, LaravelSource } from '#app/sources';

/** Kinds of sources that have templates. */
export type Kind = (LaravelSource | ChannelsSource)['kind'];

/** The words of a name: `App\Notifications\OrderShipped`, `order.shipped` → `Order Shipped`, `order shipped`. */
function wordsOf(event: string): string {
  return event
    .slice(event.lastIndexOf('\\') + 1)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/[._:-]+/g, ' ')
    .trim();
}

/** A name as a heading: `order.shipped` → `Order shipped`. */
export function headingOf(event: string): string {
  const words = wordsOf(event).toLowerCase();
  return words === '' ? event : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Equal for names that a template takes for one: types of a Laravel app are compared by their words. */
export function nameKey(kind: Kind, event: string): string {
  return kind === 'channels'
    ? event
    : wordsOf(event)
        .toLowerCase()
        .replace(/ notification$/, '');
}
