import { expect, onTestFinished } from 'vitest';
import type { SendRequest } from '#server/send';
import { startServer } from '../support/server.ts';

export interface Backend {
  readonly url: string;
  readonly appKey: string;
  readonly userId: number;
  /** Changes with a restart. */
  inboxToken(): string;
  /** As a script sends; the server's own account of it. */
  send(request: SendRequest): Promise<Readonly<Record<string, unknown>>>;
  /** On the same port and data. */
  restart(): Promise<void>;
}

/** The real server until the end of the test. */
export async function startBackend(): Promise<Backend> {
  let server = await startServer();
  onTestFinished(() => server.close());
  const { url, userId, app, dataDir } = server;
  return {
    url,
    userId,
    appKey: app.key,
    inboxToken: () => server.tokens.inbox,
    async send(request) {
      const answer = await fetch(`${url}/api/notifications`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${server.tokens.send}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(request),
      });
      expect(answer.status).toBe(201);
      const { notification } = (await answer.json()) as { notification: Record<string, unknown> };
      return notification;
    },
    async restart() {
      await server.stop();
      server = await startServer({ port: Number(new URL(url).port), dataDir });
      expect(server.url).toBe(url);
    },
  };
}
