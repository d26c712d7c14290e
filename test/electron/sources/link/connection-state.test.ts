import { expect, test } from 'vitest';
import type { SourceConnection } from '#app/source-view';
import { BackendError } from '../../../../electron/backend/client.ts';
import { inTheirWords } from '../../../../electron/sources/detail.ts';
import { createConnectionState } from '../../../../electron/sources/link/connection-state.ts';
import { TroubleError } from '../../../../electron/sources/trouble.ts';

const AT = new Date('2026-11-22T10:00:00.000Z');
const retryAt = AT.toISOString();

function setUp() {
  const reported: SourceConnection[] = [];
  const state = createConnectionState((connection) => reported.push(connection));
  return { state, reported };
}

test('a source is online if it is connected and complete; each change is reported once', () => {
  const { state, reported } = setUp();
  state.behind();
  state.onLink({ status: 'online' });
  state.onLink({ status: 'online' });
  state.caughtUp();
  state.caughtUp();
  state.behind();
  expect(reported.map(({ status }) => status)).toEqual([
    'connecting',
    'catching_up',
    'online',
    'catching_up',
  ]);
});

test('trouble of the socket outranks a passing one of the list, but not one that needs its user', () => {
  const { state, reported } = setUp();
  const link = {
    status: 'waiting',
    trouble: 'timeout',
    detail: inTheirWords('dead'),
    retryAt: null,
  } as const;
  state.failed(new TroubleError('server_error', inTheirWords('HTTP 500')), AT);
  expect(reported.at(-1)).toEqual({
    status: 'waiting',
    trouble: 'server_error',
    detail: inTheirWords('HTTP 500'),
    retryAt,
  });
  state.onLink(link);
  expect(reported.at(-1)).toEqual(link);
  state.failed(new TroubleError('signed_out', inTheirWords('HTTP 401')), AT);
  expect(reported.at(-1)).toEqual({
    status: 'stopped',
    trouble: 'signed_out',
    detail: inTheirWords('HTTP 401'),
    retryAt,
  });
  state.caughtUp();
  expect(reported.at(-1)).toEqual(link);
  state.onLink({ status: 'online' });
  expect(reported.at(-1)).toEqual({ status: 'online' });
});

test('trouble of the own backend is not the fault of the source', () => {
  const { state, reported } = setUp();
  state.onLink({ status: 'online' });
  state.failed(new BackendError('unreachable', 'The backend is not running.'), AT);
  expect(reported).toEqual([{ status: 'catching_up' }]);
});
