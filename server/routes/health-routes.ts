import Type from 'typebox';
import { AppError } from '../errors.ts';
import { errors, type Routes } from '../http/http.ts';

const Status = Type.Object({ status: Type.Enum(['ok', 'ready']) });

export interface HealthDeps {
  /** Throws when the database does not answer. */
  readonly ping: () => void;
  /** The routes of this server, in OpenAPI. */
  readonly describeApi: () => Promise<object>;
}

/**
 * `/health`: the process is alive. `/ready`: the database answers. `/openapi.json`: what there is to ask for. None needs a token.
 */
export function healthRoutes(app: Routes, deps: HealthDeps): void {
  app.get('/health', { schema: { response: { 200: Status, ...errors } } }, () => ({ status: 'ok' as const }));

  app.get('/ready', { schema: { response: { 200: Status, ...errors } } }, () => {
    try {
      deps.ping();
    } catch (error) {
      throw new AppError('storage_failed', 'the database does not answer', { cause: error });
    }
    return { status: 'ready' as const };
  });

  app.get('/openapi.json', () => deps.describeApi());
}
