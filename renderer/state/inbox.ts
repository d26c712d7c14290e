import type { Bridge, CallArgs, CallName, CallResults } from '#app/ipc';
import type { Failure } from '#app/result';
import type { CountQuery, ListQuery } from '#server/inbox';
import { createInboxClient, type InboxClient } from '../../server/client/client.ts';

/** The main process refused a call of the transport. */
class Refused extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.failure = failure;
  }
}

export function failureOf(error: unknown): Failure {
  return error instanceof Refused ? error.failure : { code: 'internal' };
}

/** The days in a filter are those of this computer. */
const here = <Q extends ListQuery | CountQuery>(query: Q): Q =>
  query.q === undefined ? query : { ...query, utc_offset: 0 - new Date().getTimezoneOffset() };

/** The window's inbox: the client over IPC. Main checks its requests, adds the token, and pushes changes. */
export function createInbox(bridge: Bridge): InboxClient {
  async function ask<C extends CallName>(name: C, args: CallArgs[C]): Promise<CallResults[C]> {
    const result = await bridge.call(name, args);
    if (!result.ok) throw new Refused(result.error);
    return result.value;
  }

  const client = createInboxClient({
    transport: {
      sync: (query) => ask('inbox.sync', query),
      list: (query) => ask('inbox.list', here(query)),
      count: (query) => ask('inbox.count', here(query)),
      act: (request) => ask('inbox.act', request),
      undo: (batch) => ask('inbox.undo', { batch }),
      batches: () => ask('inbox.batches', {}),
    },
    start: null,
    onChange() {},
    // It is repeated once main has a backend again (`recover`).
    onSyncFailed() {},
  });
  bridge.on('inbox', (push) => {
    if (push.kind === 'behind') client.behind();
    else client.receive(push.delta, push.since);
  });
  return client;
}
