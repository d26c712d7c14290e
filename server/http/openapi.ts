import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { NO_COMPILERS, setCompilers } from './validation.ts';

/** Shapes only grow: a member that a client does not know means nothing to it. */
const API_VERSION = '1';

/** Describes the routes that are registered after this call: OpenAPI 3.1, from their own schemas. */
export function createApiDescription(app: FastifyInstance): () => Promise<object> {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    const isHead = [route.method].flat().every((method) => method === 'HEAD' || method === 'OPTIONS');
    if (route.schema !== undefined && !isHead) routes.push(route);
  });

  let description: Promise<object> | undefined;
  return () => {
    description ??= describe(routes);
    return description;
  };
}

/**
 * Loaded on first use, because few ask for it. The plugin must see a route before it is added: so it describes an app of its own that
 * never listens.
 */
async function describe(routes: readonly RouteOptions[]): Promise<object> {
  const { default: swagger } = await import('@fastify/swagger');
  const app = Fastify({ exposeHeadRoutes: false, schemaController: NO_COMPILERS });
  setCompilers(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Belfry', version: API_VERSION },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
  });
  for (const { method, url, schema, onRequest } of routes) {
    const secured = onRequest === undefined ? schema : { ...schema, security: [{ token: [] }] };
    app.route({ method, url, schema: secured as object, handler: () => null });
  }
  await app.ready();
  return app.swagger();
}
