import { describe, expect, it } from 'vitest';
import { connectHost } from '../../renderer/host.ts';
import { createWindowState } from '../../renderer/state/state.tsx';
import { createStatus } from '../../renderer/state/status.ts';
import { appStatus, FakePage, fakeBridge, fakeStorage, ok, page, refused } from './support.ts';

describe('status', () => {
  it('is what the main process answers, then what it pushes', async () => {
    const main = fakeBridge();
    const status = createStatus(main.bridge);
    void status.load();
    await main.answer('status.get', ok(appStatus({ version: '1' })));
    expect(status.get().status?.version).toBe('1');
    main.push('status', appStatus({ version: '2' }));
    expect(status.get().status?.version).toBe('2');
  });

  it('does not fall back behind a push that overtook the answer', async () => {
    const main = fakeBridge();
    const status = createStatus(main.bridge);
    void status.load();
    main.push('status', appStatus({ version: '2' }));
    await main.answer('status.get', ok(appStatus({ version: '1' })));
    expect(status.get().status?.version).toBe('2');
  });

  it('says why it knows nothing', async () => {
    const main = fakeBridge();
    const status = createStatus(main.bridge);
    void status.load();
    await main.answer('status.get', refused('internal'));
    expect(status.get()).toMatchObject({ status: null, error: { code: 'internal' } });
  });
});

describe('the window', () => {
  it('asks again for a list that failed, once the backend is there', async () => {
    const main = fakeBridge();
    const { lists } = createWindowState(main.bridge, new FakePage(), fakeStorage());
    await main.answer('status.get', ok(appStatus({ connection: { status: 'starting' } })));
    await main.answer('inbox.list', refused('backend_unavailable'));
    await main.answer('sources.get', ok({ sources: [], keyring: 'encrypted', localMayRequest: [] }));
    expect(main.calls).toEqual([]);
    main.push('status', appStatus());
    await main.answer('inbox.list', ok(page([1])));
    expect(lists.get().items).toHaveLength(1);
  });
});

describe('the bridge', () => {
  it('reports a broken transport as a failure', async () => {
    const bridge = connectHost({
      call: () => Promise.reject(new Error('no handler')),
      on: () => () => {},
    });
    expect(await bridge.call('status.get', {})).toEqual({
      ok: false,
      error: { code: 'internal', message: 'Error: no handler' },
    });
  });
});
