import type { Compile } from 'typebox/compile';

export type Problem = ReturnType<ReturnType<typeof Compile>['Errors']>[number];
type Union = Problem & Readonly<{ keyword: 'anyOf' }>;

const isUnion = (problem: Problem): problem is Union => problem.keyword === 'anyOf';

/** Which alternative of the union this is a problem of; null: of none. */
function alternativeOf(union: Union, { schemaPath, instancePath }: Problem): string | null {
  const within = instancePath === union.instancePath || instancePath.startsWith(`${union.instancePath}/`);
  const prefix = `${union.schemaPath}/anyOf/`;
  return within && schemaPath.startsWith(prefix)
    ? (schemaPath.slice(prefix.length).split('/')[0] ?? '')
    : null;
}

/** Whether this is the problem of the field that tells the alternatives apart, such as `kind`. */
function isOfTag(union: Union, problem: Problem): problem is Problem & Readonly<{ keyword: 'const' }> {
  const field = problem.instancePath.slice(union.instancePath.length + 1);
  const own = `${union.schemaPath}/anyOf/${alternativeOf(union, problem)}/properties/${field}`;
  return problem.keyword === 'const' && problem.schemaPath === own;
}

/**
 * Of alternatives without such a field, the problems of those that the value fits but for what it lacks or has inside. If it fits none:
 * all problems.
 */
function fitting(problems: readonly Problem[], union: Union): readonly Problem[] {
  const others = new Set(
    problems
      .filter(({ keyword, instancePath }) => instancePath === union.instancePath && keyword !== 'required')
      .map((problem) => alternativeOf(union, problem))
      .filter((alternative) => alternative !== null),
  );
  const left = problems.filter(
    (problem) => problem !== union && !others.has(alternativeOf(union, problem) ?? ''),
  );
  return left.some((problem) => alternativeOf(union, problem) !== null) ? left : problems;
}

/**
 * Of alternatives that a field tells apart, only the problems of the one that was meant, since the others complain of everything that
 * belongs to it. If none was meant, the values that the field may have.
 */
function narrowed(problems: readonly Problem[], union: Union): readonly Problem[] {
  const tags = problems.filter((problem) => isOfTag(union, problem));
  const [tag] = tags;
  if (tag === undefined) return fitting(problems, union);
  const others = new Set(tags.map((problem) => alternativeOf(union, problem)));
  const meant = problems.filter((problem) => {
    const alternative = alternativeOf(union, problem);
    return problem !== union && (alternative === null || !others.has(alternative));
  });
  if (meant.some((problem) => alternativeOf(union, problem) !== null)) return meant;
  const values = [...new Set(tags.map(({ params }) => params.allowedValue))].join(', ');
  return [...meant, { ...union, instancePath: tag.instancePath, message: `must be one of ${values}` }];
}

/** The problems that help the author of the value. */
export const helpful = (problems: readonly Problem[]): readonly Problem[] =>
  problems.filter(isUnion).reduce(narrowed, problems);
