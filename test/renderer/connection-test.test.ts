import { expect, it } from 'vitest';
import type { Detail } from '#app/detail';
import type { SourceDefinition } from '#app/source-definition';
import type { TestResult } from '#app/source-view';
import { createConnectionTest, summaryOf } from '../../renderer/state/connection-test.ts';
import { createSources } from '../../renderer/state/sources.ts';
import { fakeBridge, ok, refused } from './support.ts';

const TEAM: SourceDefinition = {
  ...{ id: 's-1', name: 'Team', colour: 'blue', enabled: true },
  ...{ kind: 'belfry', url: 'https://team.example' },
};
const said = (words: string): Detail => ({ code: null, params: {}, said: words });
const step = (
  name: TestResult['step'],
  outcome: TestResult['outcome'],
  detail: Detail | null = null,
): TestResult => ({
  ...{ step: name, outcome, detail },
  trouble: outcome === 'failed' ? 'timeout' : null,
});

function setUp() {
  const main = fakeBridge();
  return { main, test: createConnectionTest(createSources(main.bridge)) };
}

it('runs and reports the outcome', async () => {
  const { main, test } = setUp();
  void test.run(TEAM, { code: 'abc' });
  expect(test.get()).toEqual({ status: 'running' });
  expect(main.calls).toMatchObject([{ args: { definition: TEAM, secrets: { code: 'abc' } } }]);
  await main.answer('sources.test', ok([step('name', 'ok')]));
  expect(test.get()).toEqual({ status: 'done', result: ok([step('name', 'ok')]) });
});

it('says nothing of rows that changed meanwhile', async () => {
  const { main, test } = setUp();
  void test.run(TEAM, {});
  test.forget();
  await main.answer('sources.test', ok([step('name', 'failed')]));
  expect(test.get()).toBeNull();
  void test.run(TEAM, {});
  test.forget();
  void test.run(TEAM, {});
  await main.answer('sources.test', ok([step('name', 'failed')]));
  expect(test.get()).toEqual({ status: 'running' });
  await main.answer('sources.test', ok([step('name', 'ok')]));
  expect(test.get()).toMatchObject({ status: 'done', result: { value: [{ outcome: 'ok' }] } });
});

it.each([
  [{ status: 'running' }, { kind: 'running' }],
  [
    { status: 'done', result: refused('internal') },
    { kind: 'failed', error: { code: 'internal' } },
  ],
  [
    { status: 'done', result: ok([step('name', 'ok', said('is 10.0.0.1')), step('tls', 'skipped')]) },
    { kind: 'works' },
  ],
  [
    {
      status: 'done',
      result: ok([step('name', 'ok'), step('rest', 'skipped', said('the code works once'))]),
    },
    { kind: 'partly' },
  ],
  [
    { status: 'done', result: ok([step('name', 'ok'), step('tcp', 'failed'), step('tls', 'skipped')]) },
    { kind: 'broken', step: 'tcp' },
  ],
] as const)('is summed up: %j', (state, summary) => {
  expect(summaryOf(state)).toEqual(summary);
});
