/** Texts in a tree of keys, as they stand in a file. */
export interface Tree {
  readonly [key: string]: string | Tree;
}

/** Each text with its path, such as `list.label`. */
export function* textsIn(tree: Tree, path = ''): Generator<readonly [key: string, text: string]> {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') yield [`${path}${key}`, value];
    else yield* textsIn(value, `${path}${key}.`);
  }
}

const PLACEHOLDER = /\{\{[^}]*\}\}/g;

/** In order of their names, each once: `{{count}}`, `{{span, span}}`. */
export const placeholdersIn = (text: string): readonly string[] =>
  [...new Set(text.match(PLACEHOLDER))].sort();

/** The text with `change` made to what stands between its placeholders. */
export const changeWords = (text: string, change: (words: string) => string): string =>
  text
    .split(/(\{\{[^}]*\}\})/)
    .map((part) => (part.startsWith('{{') ? part : change(part)))
    .join('');
