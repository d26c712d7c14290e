/**
 * What different spellings of one type have in common: `App\Notifications\OrderShippedNotification`, `order.shipped`,
 * `order_shipped` → `order shipped`. A list has the class where the channel has the event's name.
 */
export function typeKey(type: string): string {
  const key = wordsOf(type)
    .toLowerCase()
    .replace(/ notification$/, '');
  return key;
}

function wordsOf(type: string): string {
  return type
    .slice(type.lastIndexOf('\\') + 1)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/[._:-]+/g, ' ')
    .trim();
}

/** A title for a type that has none: `order.shipped` → `Order shipped`. */
export function titleOf(type: string): string {
  const words = wordsOf(type).toLowerCase();
  return words === '' ? 'Notification' : words.charAt(0).toUpperCase() + words.slice(1);
}
