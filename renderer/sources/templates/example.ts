import type { Template } from '#app/source-definition';

type Branch = { [name: string]: Branch | string | number };

/** The same as in main. Without the blanks in it, many blanks would take cubic time. */
const PLACEHOLDER = /\{\{([^{}]+)\}\}/g;

/** Fields that the text names, each once. */
export const pathsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(PLACEHOLDER)].map(([, path = '']) => path.trim())),
];

function pathsOf({ reply, priority: _, event: __, ...texts }: Partial<Template>): readonly string[] {
  return pathsIn([...Object.values(texts), ...Object.values(reply ?? {})].join('\n'));
}

function sampleOf(name: string): string | number {
  const words = name.replaceAll(/[_-]+/g, ' ').toLowerCase();
  if (/(^| )(url|link|href)$/.test(words)) return 'https://example.com/';
  return /(^| )(id|count|total|amount|quantity)$/.test(words) ? 7 : words;
}

/** An example event that fills every placeholder of the template, as a start for the user's own. */
export function exampleFor(template: Partial<Template>): string {
  const paths = pathsOf(template).filter((path) => path !== '.');
  const root: Branch = Object.create(null);
  for (const path of paths.length === 0 ? ['id', 'title', 'message'] : paths) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let at = root;
    for (const name of names) {
      const next = at[name];
      const branch: Branch = typeof next === 'object' ? next : Object.create(null);
      at[name] = branch;
      at = branch;
    }
    at[last] ??= sampleOf(last);
  }
  return JSON.stringify(root, null, 2);
}
