import { isPath, type Problem, withSlash } from './draft.ts';

const LIMIT = 20;

/** Paths of the app whose replies get the token; one a line, or separated by any blanks, which no path has. */
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

/** As the definition has them: without any, not at all. */
export const repliesOf = (paths: readonly string[]): Readonly<{ replies?: string[] }> =>
  paths.length === 0 ? {} : { replies: [...paths] };
