import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SourcesState, SourceView } from '#app/source-view';
import { createWindowState } from '../../renderer/state/state.tsx';
import {
  appStatus,
  delta,
  FakePage,
  fakeBridge,
  fakeStorage,
  numberOf,
  ok,
  page,
  refused,
  rowAt,
} from './support.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

async function rest(): Promise<void> {
  vi.advanceTimersByTime(1_000);
  await new Promise((turn) => setImmediate(turn));
}

const found = (n: number) => ok(page([n]));

async function setUp() {
  const main = fakeBridge();
  const state = createWindowState(main.bridge, new FakePage(), fakeStorage());
  await main.answer('status.get', ok(appStatus()));
  await main.answer('inbox.list', ok(page([9])));
  await main.answer('sources.get', ok({ sources: [], keyring: 'encrypted', localMayRequest: [] }));
  const { search } = state;
  return { main, state, search, numbers: () => search.shown.get().items?.map(numberOf) };
}

it('a search is repeated at each revision of the inbox, and at no other status', async () => {
  const { main, search, numbers } = await setUp();
  search.type('a');
  await rest();
  await main.answer('inbox.list', found(1));
  main.push('status', appStatus({ endpoint: { url: 'http://here', curl: 'curl' } }));
  await rest();
  expect(main.calls).toEqual([]);
  main.push('inbox', delta(51, [rowAt(51, 2)]));
  await rest();
  await main.answer('inbox.list', found(2));
  expect(numbers()).toEqual([2]);
});

it('a search that failed without a backend is done over once there is one', async () => {
  const { main, search, numbers } = await setUp();
  main.push('status', appStatus({ connection: { status: 'starting' } }));
  search.type('a');
  await rest();
  await main.answer('inbox.list', refused('backend_unavailable'));
  main.push('status', appStatus({ connection: { status: 'online' } }));
  await rest();
  await main.answer('inbox.list', found(2));
  expect(numbers()).toEqual([2]);
});

it('a sync that failed without a backend is repeated once there is one', async () => {
  const { main, numbers } = await setUp();
  main.push('inbox', { kind: 'behind' });
  await main.answer('inbox.sync', refused('backend_unavailable'));
  main.push('status', appStatus({ connection: { status: 'starting' } }));
  main.push('status', appStatus({ connection: { status: 'online' } }));
  const { items, ...at } = page([], 51);
  await main.answer('inbox.sync', ok({ ...at, reset: false, changed: [rowAt(51, 10)] }));
  expect([numbers(), main.calls]).toEqual([[10, 9], []]);
});

it('the filter ends if its source is removed, or if this computer is the only source left', async () => {
  const { main, search } = await setUp();
  const sources = (...ids: readonly string[]): SourcesState => ({
    keyring: 'encrypted',
    localMayRequest: [],
    // Nothing else of them is looked at here.
    sources: ids.map((id) => ({ definition: { id }, people: null }) as SourceView),
  });
  for (const [id, before, after] of [
    ['s-a', ['s-a', 's-b'], ['s-b']],
    ['local', ['s-b'], []],
  ] as const) {
    main.push('sources', sources(...before));
    search.choose(id);
    main.push('sources', sources(...before));
    expect(search.get().source).toBe(id);
    main.push('sources', sources(...after));
    expect(search.get().source).toBeNull();
  }
});
