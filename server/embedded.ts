import type { FastifyBaseLogger } from 'fastify';
import { Value } from 'typebox/value';
import { START_FAILURES, type StartFailureCode } from '#server/rules/start-failures';
import { type BackendMessage, ClockMessage, RotateMessage, StartMessage } from '#server/session';
import { AppError, StartError } from './errors.ts';
import { sendRateOf } from './http/http.ts';
import { type RunningServer, startServer } from './start.ts';

/** The part of Electron's `process.parentPort` that is used here. */
export interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  postMessage(message: BackendMessage): void;
}

const HOST = '127.0.0.1';

const isStartFailure = (code: string): code is StartFailureCode => Object.hasOwn(START_FAILURES, code);

function toFailure(error: unknown, folder: string): BackendMessage {
  const code = error instanceof AppError || error instanceof StartError ? error.code : 'internal';
  return { type: 'failed', code: isStartFailure(code) ? code : 'internal', params: { folder } };
}

/**
 * Waits for the parent's start message, starts the server and reports the result.
 * @param onDamage called when this process must end, so that its next start creates a new database
 * @returns the server; null when it could not start and the parent knows
 */
export async function runEmbedded(
  port: ParentPort,
  log: FastifyBaseLogger,
  onDamage: () => void,
): Promise<RunningServer | null> {
  const start = await new Promise<StartMessage>((resolve) => {
    port.on('message', ({ data }) => {
      if (Value.Check(StartMessage, data)) resolve(data);
    });
  });
  async function rotate(server: RunningServer): Promise<void> {
    try {
      port.postMessage({ type: 'endpoint', endpoint: await server.rotateEndpoint() });
    } catch (error) {
      log.error({ err: error }, 'could not replace the token of endpoint.json');
      port.postMessage({ type: 'endpoint', endpoint: null });
    }
  }

  try {
    const server = await startServer({
      dataDir: start.data_dir,
      host: HOST,
      port: start.port,
      embedded: true,
      sendRate: sendRateOf(process.env.BELFRY_SEND_RATE),
      log,
      onStorage(trouble) {
        port.postMessage({ type: 'storage', trouble });
        if (trouble === 'damaged') onDamage();
      },
    });
    port.on('message', ({ data }) => {
      if (Value.Check(ClockMessage, data)) server.look();
      if (Value.Check(RotateMessage, data)) void rotate(server);
    });
    port.postMessage({
      type: 'ready',
      url: server.url,
      token: server.issueSession(['inbox', 'send', 'ingest']),
      user_id: server.userId,
      ...server.position,
      app_key: server.appKey,
      endpoint: server.endpoint,
    });
    return server;
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    port.postMessage(toFailure(error, start.data_dir));
    return null;
  }
}
