import { createHmac } from 'node:crypto';
import type { RealtimeApp } from '../apps/apps.ts';
import { readWebhookUrl } from '../apps/apps.ts';

export type Outcome =
  | Readonly<{ ok: true; status: number }>
  | Readonly<{ ok: false; status: number | null; error: 'status' | 'timeout' | 'unreachable' }>
  /** Aborted by `signal`; it is unknown whether the request arrived. */
  | 'stopped';

export type Attempt = (
  app: Pick<RealtimeApp, 'key' | 'secret'>,
  request: Readonly<{ url: string; body: string }>,
) => Promise<Outcome>;

/**
 * One POST, signed with the app's current key and secret: https://pusher.com/docs/channels/server_api/webhooks/#security
 * A redirect counts as a failure, because the body is only for the configured URL.
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
          // Without a charset, because the SDKs compare the whole value.
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
      // The answer's body is not read. A connection that breaks in it does not change the result.
      await response.body?.cancel().catch(() => {});
      return ok ? { ok, status } : { ok: false, status, error: 'status' };
    } catch {
      if (signal.aborted) return 'stopped';
      return { ok: false, status: null, error: timeout.aborted ? 'timeout' : 'unreachable' };
    }
  };
}
