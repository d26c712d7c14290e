import { type DialectDeps, registerDialects } from './dialects/dialects.ts';
import { createApiDescription, createAuth, createHttp, type HttpDeps, type Routes } from './http/http.ts';
import { type RouteDeps, registerRoutes } from './routes/routes.ts';

export type AppDeps = HttpDeps &
  Omit<RouteDeps, 'auth' | 'describeApi' | 'plainSignIn'> &
  Omit<DialectDeps, 'auth'> &
  Readonly<{ accounts: Parameters<typeof createAuth>[0] }>;

/** The whole HTTP surface. It does not listen: tests call `inject()`, and `start.ts` listens. */
export function buildApp(deps: AppDeps): Routes {
  const app = createHttp(deps);
  const describeApi = createApiDescription(app);
  const auth = createAuth(deps.accounts);
  registerRoutes(app, { ...deps, auth, describeApi, plainSignIn: deps.network.plainSignIn });
  registerDialects(app, { ...deps, auth });
  return app;
}
