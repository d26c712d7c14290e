import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Connection, SourceHealth, SourceProblem } from '#app/state';
import { healthOf } from '../../../electron/status/health.ts';

const PROBLEMS = ['connecting', 'reconnecting', 'unreachable', 'refused', 'signed_out'] as const;
const ONLINE = { status: 'online' } as const;
const OFFLINE = { status: 'offline', failure: { code: 'backend_crashed', params: {} } } as const;
const source = (problem: SourceProblem, name = 'Shop'): SourceHealth => ({ name, problem });

describe('how the app stands', () => {
  test.each([
    [ONLINE, [], 'ok', null],
    [{ status: 'starting' }, [], 'connecting', 'backend'],
    [{ status: 'connecting' }, [], 'connecting', 'backend'],
    [OFFLINE, [], 'offline', 'backend'],
    [ONLINE, ['partly_refused'], 'ok', null],
    [ONLINE, ['connecting'], 'connecting', 'source'],
    [ONLINE, ['reconnecting'], 'connecting', 'source'],
    [ONLINE, ['unreachable'], 'offline', 'source'],
    [ONLINE, ['refused'], 'offline', 'source'],
    [ONLINE, ['signed_out'], 'offline', 'source'],
    [{ status: 'starting' }, ['reconnecting'], 'connecting', 'backend'],
    [{ status: 'connecting' }, ['connecting'], 'connecting', 'backend'],
    [{ status: 'connecting' }, ['reconnecting'], 'connecting', 'source'],
    [{ status: 'starting' }, ['signed_out'], 'offline', 'source'],
    [OFFLINE, ['signed_out'], 'offline', 'backend'],
  ] as const)(
    'with a backend %j and sources %j is %s, because of %s',
    (connection, problems, level, cause) => {
      const sources = problems.map((problem) => source(problem));
      expect(healthOf(connection, sources)).toEqual({ level, cause, sources });
    },
  );

  test('names the worst source first, and equal ones in the order in which they were added', () => {
    const { sources } = healthOf(ONLINE, [
      source('reconnecting', 'a'),
      source('signed_out', 'b'),
      source('connecting', 'c'),
      source('signed_out', 'd'),
      source('unreachable', 'e'),
    ]);
    expect(sources.map(({ name }) => name)).toEqual(['b', 'd', 'e', 'a', 'c']);
  });
});

test('one more source in trouble never makes it look better, and never green', () => {
  const rank = { ok: 0, connecting: 1, offline: 2 };
  const statuses: readonly Connection[] = [ONLINE, OFFLINE, { status: 'starting' }, { status: 'connecting' }];
  const problem = fc.constantFrom(...PROBLEMS);
  fc.assert(
    fc.property(fc.constantFrom(...statuses), fc.array(problem), problem, (connection, problems, more) => {
      const before = problems.map((each) => source(each));
      const after = healthOf(connection, [...before, source(more)]);
      expect(rank[after.level]).toBeGreaterThanOrEqual(rank[healthOf(connection, before).level]);
      expect(after.level).not.toBe('ok');
      expect(after.cause).not.toBeNull();
    }),
  );
});
