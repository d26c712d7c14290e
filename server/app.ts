import { type DialectDeps, registerDialects } from './dialects/dialects.ts';
import { createGate, createHttp, type HttpDeps, type Routes } from './http/http.ts';
import { type RouteDeps, registerRoutes } from './routes/routes.ts';

export type AppDeps = HttpDeps &
  Omit<RouteDeps, 'gate' | 'plainSignIn'> &
  Omit<DialectDeps, 'gate'> &
  Readonly<{ accounts: Parameters<typeof createGate>[0] }>;

/** The HTTP surface. Listens to nothing: tests `inject()`, `start` listens. */
export function buildApp(deps: AppDeps): Routes {
  const app = createHttp(deps);
  const gate = createGate(deps.accounts);
  registerRoutes(app, { ...deps, gate, plainSignIn: deps.network.plainSignIn });
  registerDialects(app, { ...deps, gate });
  return app;
}
