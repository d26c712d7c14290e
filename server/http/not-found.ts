import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

/** The methods that a path serves; empty: no such path. */
export type RouteTable = (path: string) => readonly string[];

const matches = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length &&
  pattern.every((segment, at) => segment.startsWith(':') || segment === path[at]);

/** Knows the routes that are registered after this call. */
export function createRouteTable(app: FastifyInstance): RouteTable {
  const routes: { method: string; segments: readonly string[] }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, segments: url.split('/') });
  });
  return (path) => {
    const segments = path.split('/');
    const found = routes.filter((route) => matches(route.segments, segments)).map(({ method }) => method);
    return [...new Set(found)].sort();
  };
}

/** The path as the router reads it. */
const canonical = (path: string): string => path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');

/** Answers 405 with `Allow` where other methods are served, otherwise 404. */
export function answerUnknown(table: RouteTable, request: FastifyRequest, reply: FastifyReply): never {
  const [path = ''] = request.url.split('?');
  const methods = table(canonical(path));
  if (methods.length === 0) throw new AppError('not_found', 'There is nothing at this address.');
  reply.header('allow', methods.join(', '));
  throw new AppError('method_not_allowed', `This address serves ${methods.join(', ')}.`);
}
