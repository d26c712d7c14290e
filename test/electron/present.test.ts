import { expect, test, vi } from 'vitest';
import { createInbox, type Inbox } from '../../electron/inbox/inbox.ts';
import { createPresent } from '../../electron/present.ts';
import { ModelBackend } from '../support/model-backend.ts';

/** The real inbox on a model backend whose answers wait until they are let go. */
function setUp(start: 'first run' | 'known') {
  const backend = new ModelBackend();
  const gates: (() => void)[] = [];
  let open = true;
  const answer = async <T>(value: () => T): Promise<T> => {
    if (!open) await new Promise<void>((resolve) => gates.push(resolve));
    return value();
  };
  const delivery = { arrived: vi.fn(), backlog: vi.fn(), gone: vi.fn(), reset: vi.fn() };
  const inbox: Inbox = createInbox({
    client: () => ({
      sync: (query) => answer(() => backend.sync(query)),
      list: (query) => answer(() => backend.list(query)),
      act: (request) => answer(() => backend.act(request)),
    }),
    start: start === 'known' ? { epoch: backend.epoch, revision: 0 } : null,
    onChange: (change) => present.take(change),
    onSyncFailed: (error) => {
      throw error;
    },
  });
  const present = createPresent({ inbox: () => inbox, delivery, push: () => {}, refresh: () => {} });
  const ids = (call: unknown): string[] => (call as { id: string }[]).map(({ id }) => id);
  return {
    backend,
    inbox,
    present,
    delivery,
    ids,
    hold: () => {
      open = false;
    },
    letGo: () => {
      open = true;
      for (const gate of gates.splice(0)) gate();
    },
  };
}

test('what was missed is told once, oldest first, and what comes afterwards is live', async () => {
  const { backend, present, inbox, delivery, ids } = setUp('known');
  backend.create();
  backend.create();
  await present.catchUp();
  expect(delivery.arrived).not.toHaveBeenCalled();
  expect(ids(delivery.backlog.mock.lastCall?.[2])).toEqual(['000001', '000002']);
  inbox.receive(backend.create());
  expect(ids(delivery.arrived.mock.lastCall?.[1])).toEqual(['000003']);
});

test('what comes live during a catch-up waits for it, so that the mark cannot pass what is missing', async () => {
  const { backend, present, inbox, delivery, ids, hold, letGo } = setUp('known');
  await present.catchUp();
  hold();
  const catchingUp = present.catchUp();
  inbox.receive(backend.create());
  expect(delivery.arrived).not.toHaveBeenCalled();
  letGo();
  await catchingUp;
  expect(ids(delivery.backlog.mock.lastCall?.[2])).toEqual(['000001']);
});

test('what was read before the catch-up ended is not told', async () => {
  const { backend, present, delivery, inbox } = setUp('known');
  inbox.receive(backend.create());
  inbox.receive(backend.act({ action: 'read', ids: ['000001'] }));
  await present.catchUp();
  expect(delivery.backlog.mock.lastCall?.[2]).toEqual([]);
});

test('a first run tells nothing of what was there before, and everything sent since', async () => {
  const { backend, present, delivery, ids } = setUp('first run');
  backend.create();
  present.begin({ epoch: backend.epoch, revision: backend.revision });
  backend.create();
  await present.catchUp();
  expect(ids(delivery.backlog.mock.lastCall?.[2])).toEqual(['000002']);
});

test('of a replaced database what is unread is told', async () => {
  const { backend, present, delivery, ids } = setUp('known');
  backend.replace();
  backend.create();
  backend.create();
  await present.catchUp();
  expect(delivery.reset).toHaveBeenCalledTimes(1);
  expect(ids(delivery.backlog.mock.lastCall?.[2])).toEqual(['000001', '000002']);
});
