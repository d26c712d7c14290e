import { isPath, type Problem, withSlash } from './draft.ts';

const LIMIT = 20;

/** Paths of the app whose replies get the token; one per line, or separated by any blanks. */
export const repliesIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/\s+/)
      .filter((path) => path !== '')
      .map(withSlash),
  ),
];

export function repliesProblem(paths: readonly string[]): Problem | null {
  // A whole address would become a path.
  if (paths.some((path) => !isPath(path) || path.includes('://'))) return 'path_invalid';
  return paths.length > LIMIT ? 'replies_many' : null;
}

/** As in the definition, where an empty list is left out. */
export const repliesOf = (paths: readonly string[]): Readonly<{ replies?: string[] }> =>
  paths.length === 0 ? {} : { replies: [...paths] };
