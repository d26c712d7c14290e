import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ofView } from '#server/rules/list-filter';
import { createPresent } from '../../electron/present.ts';
import { createInboxClient } from '../../server/client/client.ts';
import { announcingRun } from '../support/announcing-run.ts';
import { ModelBackend } from '../support/model-backend.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** The real inbox on a model backend whose answers wait until they are let go. */
function setUp(start: 'first run' | 'known') {
  const backend = new ModelBackend();
  const gates: (() => void)[] = [];
  let open = true;
  const answer = async <T>(value: () => T): Promise<T> => {
    if (!open) await new Promise<void>((resolve) => gates.push(resolve));
    return value();
  };
  const delivery = {
    ...{ arrived: vi.fn(), updated: vi.fn(), backlog: vi.fn() },
    ...{ level: vi.fn(), gone: vi.fn(), reset: vi.fn() },
  };
  const inbox = createInboxClient({
    transport: backend.transport((_call, value) => answer(value)),
    start: start === 'known' ? { epoch: backend.epoch, revision: 0 } : null,
    onChange: (change) => present.take(change),
    onSyncFailed: (error) => {
      throw error;
    },
  });
  const clock = { now: new Date('2026-11-22T10:02:01.000Z') };
  const askForCatchUp = vi.fn();
  const present = createPresent({
    ...{ inbox, unread: inbox.rows(ofView('unread')), delivery, askForCatchUp },
    now: () => clock.now,
  });
  onTestFinished(present.dispose);
  const ids = (call: unknown): string[] => (call as { id: string }[]).map(({ id }) => id);
  return {
    backend,
    inbox,
    present,
    delivery,
    askForCatchUp,
    clock,
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

test('what was missed is announced once, oldest first, and what comes afterwards is live', async () => {
  const { backend, present, inbox, delivery, ids } = setUp('known');
  backend.create();
  backend.create();
  await present.catchUp();
  expect(delivery.arrived).not.toHaveBeenCalled();
  expect(ids(delivery.backlog.mock.lastCall?.[2])).toEqual(['000001', '000002']);
  inbox.receive(backend.create());
  expect(ids(delivery.arrived.mock.lastCall?.[1])).toEqual(['000003']);
  // So that what was taken on can be forgotten.
  expect(delivery.level).toHaveBeenLastCalledWith(3);
});

test('live items wait during a catch-up, so that the mark cannot pass missing ones', async () => {
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

test('what was read before the catch-up ended is not announced', async () => {
  const { backend, present, delivery, inbox } = setUp('known');
  inbox.receive(backend.create());
  inbox.receive(backend.act({ action: 'read', ids: ['000001'] }).delta);
  await present.catchUp();
  expect(delivery.backlog.mock.lastCall?.[2]).toEqual([]);
});

describe('after a sleep that nobody reports', () => {
  test('what comes late was missed: it asks once for a catch-up, and all of it appears together', async () => {
    const { backend, present, inbox, delivery, ids, clock, askForCatchUp } = setUp('known');
    await present.catchUp();
    delivery.backlog.mockClear();
    const asleep = [backend.create(), backend.create()];
    clock.now = new Date('2026-11-22T10:02:06.000Z');
    for (const delta of asleep) inbox.receive(delta);
    inbox.receive(backend.create({ created_at: '2026-11-22T10:02:06.000Z' }));
    expect(askForCatchUp).toHaveBeenCalledTimes(1);
    expect(delivery.arrived).not.toHaveBeenCalled();
    expect(present.waitingFrom()).toBe(1);
    await present.catchUp();
    expect(delivery.backlog.mock.calls.map((call) => ids(call[2]))).toEqual([['000001', '000002', '000003']]);
    inbox.receive(backend.create({ created_at: '2026-11-22T10:02:06.000Z' }));
    expect(ids(delivery.arrived.mock.lastCall?.[1])).toEqual(['000004']);
  });

  test('the end of a snooze is late by its own time, not by that of the arrival', async () => {
    const { backend, present, inbox, delivery, ids, clock, askForCatchUp } = setUp('known');
    await present.catchUp();
    inbox.receive(backend.create());
    clock.now = new Date('2026-11-22T12:00:00.000Z');
    inbox.receive(backend.act({ action: 'read', ids: ['000001'] }).delta);
    inbox.receive(backend.wake('000001', '2026-11-22T12:00:00.000000Z'));
    expect(askForCatchUp).not.toHaveBeenCalled();
    expect(ids(delivery.arrived.mock.lastCall?.[1])).toEqual(['000001']);
  });
});

test('a first run announces nothing from before, and everything sent since', async () => {
  const { backend, present, delivery, ids } = setUp('first run');
  backend.create();
  present.begin({ epoch: backend.epoch, revision: backend.revision });
  backend.create();
  await present.catchUp();
  expect(ids(delivery.backlog.mock.lastCall?.[2])).toEqual(['000002']);
});

test('the unread rows of a replaced database are announced', async () => {
  const { backend, present, delivery, ids } = setUp('known');
  backend.replace();
  backend.create();
  backend.create();
  await present.catchUp();
  expect(delivery.reset).toHaveBeenCalledTimes(1);
  expect(ids(delivery.backlog.mock.lastCall?.[2])).toEqual(['000001', '000002']);
});

describe('while a source catches up', () => {
  const fromShop = { source: 's-shop' };
  async function setUpShop() {
    const parts = setUp('known');
    await parts.present.catchUp();
    parts.delivery.arrived.mockClear();
    parts.delivery.backlog.mockClear();
    parts.present.catchingUp('s-shop', true);
    const { delivery, ids } = parts;
    return {
      ...parts,
      told: () => delivery.backlog.mock.calls.map((call) => ids(call[2])),
      live: () => delivery.arrived.mock.calls.map((call) => ids(call[1])),
    };
  }

  test('its own notifications are announced once at the end, and those of others at once', async () => {
    const { backend, inbox, present, told, live } = await setUpShop();
    inbox.receive(backend.create(fromShop));
    inbox.receive(backend.create());
    inbox.receive(backend.create(fromShop));
    expect(live()).toEqual([['000002']]);
    expect(told()).toEqual([]);
    expect(present.waitingFrom()).toBe(1);
    present.catchingUp('s-shop', false);
    await expect.poll(told).toEqual([['000001', '000003']]);
    expect(present.waitingFrom()).toBe(Number.POSITIVE_INFINITY);
    inbox.receive(backend.create(fromShop));
    expect(live()).toEqual([['000002'], ['000004']]);
  });

  test('the last of it may reach the inbox after the end', async () => {
    const { backend, inbox, present, told, live } = await setUpShop();
    inbox.receive(backend.create(fromShop));
    backend.create(fromShop);
    present.catchingUp('s-shop', false);
    await expect.poll(told).toEqual([['000001', '000002']]);
    expect(live()).toEqual([]);
  });

  test('what changes meanwhile is announced as it is in the end', async () => {
    const { backend, inbox, present, delivery } = await setUpShop();
    inbox.receive(backend.create({ ...fromShop, title: 'old' }));
    inbox.receive(backend.reword('000001', 'new'));
    present.catchingUp('s-shop', false);
    await expect.poll(() => delivery.backlog.mock.lastCall?.[2]).toMatchObject([{ title: 'new' }]);
  });

  test('what is read meanwhile never pops up', async () => {
    const { backend, inbox, present, told } = await setUpShop();
    inbox.receive(backend.create(fromShop));
    inbox.receive(backend.create(fromShop));
    inbox.receive(backend.act({ action: 'read', ids: ['000001'] }).delta);
    present.catchingUp('s-shop', false);
    await expect.poll(told).toEqual([['000002']]);
  });

  test('two sources are announced together', async () => {
    const { backend, inbox, present, told, live } = await setUpShop();
    present.catchingUp('s-team', true);
    inbox.receive(backend.create(fromShop));
    present.catchingUp('s-shop', false);
    // It has ended once what comes of it is live.
    const next = () => {
      inbox.receive(backend.create(fromShop));
      return live();
    };
    await expect.poll(next).not.toEqual([]);
    expect(told()).toEqual([]);
    present.catchingUp('s-team', false);
    await expect.poll(() => told()[0]).toContain('000001');
    expect(told()).toHaveLength(1);
  });

  test('a new catch-up that begins before the last one is level goes on collecting', async () => {
    const { backend, inbox, present, told, live, hold, letGo } = await setUpShop();
    hold();
    present.catchingUp('s-shop', false);
    present.catchingUp('s-shop', true);
    letGo();
    await inbox.sync('live');
    await new Promise((resolve) => setImmediate(resolve));
    inbox.receive(backend.create(fromShop));
    expect(told()).toEqual([]);
    expect(live()).toEqual([]);
    present.catchingUp('s-shop', false);
    await expect.poll(told).toEqual([['000001']]);
  });

  test('one that takes long is announced after 10 s, then after 20 s', async () => {
    const { backend, inbox, told } = await setUpShop();
    vi.useFakeTimers();
    inbox.receive(backend.create(fromShop));
    vi.advanceTimersByTime(10_000);
    expect(told()).toEqual([['000001']]);
    inbox.receive(backend.create(fromShop));
    vi.advanceTimersByTime(19_999);
    expect(told()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(told()).toEqual([['000001'], ['000002']]);
  });

  test('a catch-up of the inbox itself leaves it waiting', async () => {
    const { backend, present, told } = await setUpShop();
    backend.create();
    backend.create(fromShop);
    await present.catchUp();
    expect(told()).toEqual([['000001']]);
    expect(present.waitingFrom()).toBe(2);
    present.catchingUp('s-shop', false);
    await expect.poll(told).toEqual([['000001'], ['000002']]);
  });

  test('without the backend it is announced all the same', async () => {
    const { backend, inbox, present, told } = await setUpShop();
    inbox.receive(backend.create(fromShop));
    vi.spyOn(inbox, 'sync').mockRejectedValue(new Error('away'));
    present.catchingUp('s-shop', false);
    await expect.poll(told).toEqual([['000001']]);
  });

  test('a crash meanwhile leads to the summary, and to no second toast', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-present-'));
    onTestFinished(() => fs.rmSync(folder, { recursive: true }));
    const backend = new ModelBackend(50);
    const run = () => announcingRun(backend, folder);

    const first = run();
    first.present.begin({ epoch: backend.epoch, revision: backend.revision });
    await first.present.catchUp();
    first.present.catchingUp('s-shop', true);
    first.inbox.receive(backend.create(fromShop));
    first.inbox.receive(backend.create({ title: 'Alone' }));
    first.inbox.receive(backend.create(fromShop));
    await expect.poll(first.titles).toEqual(['Alone']);

    const second = run();
    await second.present.catchUp();
    await expect.poll(second.titles).toEqual(['2 notifications while you were away']);
  });
});
