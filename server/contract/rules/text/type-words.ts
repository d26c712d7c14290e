/** The words of a type: `App\Notifications\OrderShipped` is order, shipped; `ci.build-failed` is ci, build, failed. */
export function typeWords(type: string): readonly string[] {
  const last = type.split('\\').at(-1) ?? type;
  return (last.match(/\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})/gu) ?? []).map((word) => word.toLowerCase());
}
