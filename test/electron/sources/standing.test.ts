import { expect, test } from 'vitest';
import type { SourceConnection } from '#app/source-view';
import { BackendError } from '../../../electron/backend/client.ts';
import { inTheirWords } from '../../../electron/sources/detail.ts';
import { createStanding } from '../../../electron/sources/standing.ts';
import { TroubleError } from '../../../electron/sources/trouble.ts';

const AT = new Date('2026-11-22T10:00:00.000Z');
const retryAt = AT.toISOString();

function setUp() {
  const told: SourceConnection[] = [];
  const standing = createStanding((connection) => told.push(connection));
  return { standing, told };
}

test('a source is online if it is connected and complete; each change is reported once', () => {
  const { standing, told } = setUp();
  standing.behind();
  standing.onLink({ status: 'online' });
  standing.onLink({ status: 'online' });
  standing.level();
  standing.level();
  standing.behind();
  expect(told.map(({ status }) => status)).toEqual(['connecting', 'catching_up', 'online', 'catching_up']);
});

test('trouble of the socket outranks a passing one of the list, but not one that needs its user', () => {
  const { standing, told } = setUp();
  const link = {
    status: 'waiting',
    trouble: 'timeout',
    detail: inTheirWords('dead'),
    retryAt: null,
  } as const;
  standing.failed(new TroubleError('server_error', inTheirWords('HTTP 500')), AT);
  expect(told.at(-1)).toEqual({
    status: 'waiting',
    trouble: 'server_error',
    detail: inTheirWords('HTTP 500'),
    retryAt,
  });
  standing.onLink(link);
  expect(told.at(-1)).toEqual(link);
  standing.failed(new TroubleError('signed_out', inTheirWords('HTTP 401')), AT);
  expect(told.at(-1)).toEqual({
    status: 'stopped',
    trouble: 'signed_out',
    detail: inTheirWords('HTTP 401'),
    retryAt,
  });
  standing.level();
  expect(told.at(-1)).toEqual(link);
  standing.onLink({ status: 'online' });
  expect(told.at(-1)).toEqual({ status: 'online' });
});

test('trouble of the own backend is not the fault of the source', () => {
  const { standing, told } = setUp();
  standing.onLink({ status: 'online' });
  standing.failed(new BackendError('unreachable', 'The backend is not running.'), AT);
  expect(told).toEqual([{ status: 'catching_up' }]);
});
