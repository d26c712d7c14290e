import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { IDEMPOTENCY_HEADER, type SendAnswer, type SendRequest } from '#server/send';
import type { Endpoint } from '#server/session';
import { pause } from './wait.ts';

const RETRY_MS = 150;
const TIMEOUT_MS = 15_000;

export type Sent = Readonly<{ id: string; attempts: number }>;

/**
 * Sends as a careful script does: it reads `endpoint.json` and repeats the request with the same key until the server confirms that the
 * notification is on disk.
 * @throws Error if the server refuses, or does not answer in time
 */
export async function send(profile: string, request: SendRequest): Promise<Sent> {
  const key = randomUUID();
  const end = Date.now() + TIMEOUT_MS;
  for (let attempts = 1; ; attempts++) {
    const answer = await post(profile, request, key).catch((error: Error) => error);
    if (answer instanceof Response && answer.ok) {
      const { notification } = (await answer.json()) as SendAnswer;
      return { id: notification.id, attempts };
    }
    const refused = answer instanceof Response && answer.status < 500;
    if (refused || Date.now() > end) {
      throw new Error(`sending failed: ${answer instanceof Response ? answer.status : answer.message}`);
    }
    await pause(RETRY_MS);
  }
}

async function post(profile: string, request: SendRequest, key: string): Promise<Response> {
  const file = path.join(profile, 'endpoint.json');
  const { url, token } = JSON.parse(fs.readFileSync(file, 'utf8')) as Endpoint;
  return fetch(`${url}/api/notifications`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      [IDEMPOTENCY_HEADER]: key,
    },
    body: JSON.stringify(request),
  });
}
