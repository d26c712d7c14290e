import type { Notification } from '#server/notification';
import { typeWords } from '#server/rules/text/type-words';

/**
 * Some of the specification's categories, by the words of a type. Earlier rows win.
 * https://specifications.freedesktop.org/notification-spec/latest/categories.html
 */
const CATEGORIES: readonly (readonly [words: readonly string[], category: string])[] = [
  [['mail', 'email', 'newsletter'], 'email.arrived'],
  [['message', 'chat', 'mention', 'reply'], 'im.received'],
  [['download', 'downloaded', 'upload', 'uploaded', 'export', 'exported', 'transfer'], 'transfer.complete'],
];

/** The category by which a daemon may choose a sound, an icon or a rule of its own; null: none fits. */
export function categoryOf({ type }: Pick<Notification, 'type'>): string | null {
  const words = typeWords(type);
  return CATEGORIES.find(([names]) => words.some((word) => names.includes(word)))?.[1] ?? null;
}
