import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { AppError } from '../errors.ts';
import { helpful, type Problem } from './problems.ts';

/** Enough to see which alternative was meant: each of them complains. */
Settings.Set({ maxErrors: 100 });
/** How many problems an answer names. */
const NAMED = 8;

const INTEGER = /^-?\d{1,16}$/;

/** Query and path values are strings. Converts those that the schema calls integers, and guesses nothing else. */
function readIntegers(schema: TSchema, value: unknown): unknown {
  const { properties } = schema as { properties?: Record<string, { type?: string }> };
  if (properties === undefined || typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, text]) =>
    properties[name]?.type === 'integer' && typeof text === 'string' && INTEGER.test(text)
      ? [name, Number(text)]
      : [name, text],
  );
  return Object.fromEntries(entries);
}

/** Names of unknown fields; empty when a union failed, where no single object is to blame. */
function unknownFields(problems: readonly Problem[]): readonly string[] {
  if (problems.some(({ keyword }) => keyword === 'anyOf')) return [];
  const found = problems.flatMap((problem) =>
    problem.keyword === 'additionalProperties' && problem.instancePath === ''
      ? problem.params.additionalProperties
      : [],
  );
  return [...new Set(found)];
}

function refusal(part: string, problems: readonly Problem[]): AppError {
  const fields = unknownFields(problems);
  if (fields.length > 0) {
    return new AppError('not_supported', `Not supported here: ${fields.join(', ')}.`, {
      details: { fields },
    });
  }
  return new AppError('invalid_request', `The ${part} is not what this address expects.`, {
    details: problems.slice(0, NAMED).map(({ instancePath, message }) => ({ path: instancePath, message })),
  });
}

const PARTS: Readonly<Record<string, string>> = {
  ...{ body: 'body', querystring: 'query', params: 'path', headers: 'header' },
};

/**
 * TypeBox as Fastify's validator. Compiles a schema when it is first used: a desktop never calls most routes. Its errors are
 * AppErrors: `not_supported` for unknown fields, otherwise `invalid_request`.
 */
const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  let check: ReturnType<typeof Compile> | undefined;
  return (raw: unknown) => {
    check ??= Compile(schema);
    const value = httpPart === 'body' ? raw : readIntegers(schema, raw);
    if (check.Check(value)) return { value };
    return { error: refusal(PARTS[httpPart] ?? httpPart, helpful(check.Errors(value))) };
  };
};

const replaced = (): never => {
  throw new Error('Belfry has its own schema compilers');
};

/** For an app that has those of `setCompilers`. Otherwise Fastify loads its own, a fifth of the server's code. */
export const NO_COMPILERS = { compilersFactory: { buildValidator: replaced, buildSerializer: replaced } };

export function setCompilers(app: FastifyInstance): void {
  app.setValidatorCompiler(compileValidator);
  // Answers are built field by field; a schema-driven serializer would check every row a second time.
  app.setSerializerCompiler(() => JSON.stringify);
}
