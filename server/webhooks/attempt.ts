import { createHmac } from 'node:crypto';
import type { RealtimeApp } from '../apps/apps.ts';
import { readWebhookUrl } from '../apps/apps.ts';

export type Outcome =
  | Readonly<{ ok: true; status: number }>
  | Readonly<{ ok: false; status: number | null; error: 'status' | 'timeout' | 'unreachable' }>
  /** Cut off by `signal`: nobody knows whether it arrived. */
  | 'stopped';

export type Attempt = (
  app: Pick<RealtimeApp, 'key' | 'secret'>,
  request: Readonly<{ url: string; body: string }>,
) => Promise<Outcome>;

/**
 * One POST as https://pusher.com/docs/channels/server_api/webhooks/#security has it, signed with the app's key and
 * secret of now. A redirect is an answer like any other that is not 2xx: the body is for the configured address only.
 */
export function createAttempt(deps: {
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
  signal: AbortSignal;
}): Attempt {
  const { fetch, timeoutMs, signal } = deps;

  return async ({ key, secret }, { url, body }) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const { url: target, authorization } = readWebhookUrl(url);
      const response = await fetch(target, {
        method: 'POST',
        headers: {
          // Exactly this: the SDKs compare the whole value.
          'content-type': 'application/json',
          ...(authorization !== null && { authorization }),
          'x-pusher-key': key,
          'x-pusher-signature': createHmac('sha256', secret).update(body).digest('hex'),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      const { ok, status } = response;
      // What the receiver has to say is not read, however much it is; a broken end changes nothing of the answer.
      await response.body?.cancel().catch(() => {});
      return ok ? { ok, status } : { ok: false, status, error: 'status' };
    } catch {
      if (signal.aborted) return 'stopped';
      return { ok: false, status: null, error: timeout.aborted ? 'timeout' : 'unreachable' };
    }
  };
}
