import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Settings } from '#app/rules/settings';
import {
  createUpdates,
  type FoundUpdate,
  type Updater,
  whenAsked,
} from '../../../electron/maintenance/updates.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function pending<T>() {
  let resolve = (_value: T): void => {};
  let reject = (_error: Error): void => {};
  const promise = new Promise<T>((...settlers) => {
    [resolve, reject] = settlers;
  });
  return { promise, resolve, reject };
}

/** A version whose download the test settles. */
function found(version: string) {
  const { promise, resolve, reject } = pending<void>();
  const cancel = vi.fn(() => reject(new Error('cancelled')));
  return {
    update: { version, downloaded: promise, cancel } satisfies FoundUpdate,
    finish: resolve,
    reject,
    cancel,
  };
}

/** Lets what has been settled take its effect. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function setUp(channel: Settings['updates'] = 'stable', random = 0) {
  const check = vi.fn<Updater['check']>(async () => null);
  const updater = { check, installOnQuit: vi.fn(), install: vi.fn() } satisfies Updater;
  const onChange = vi.fn();
  const log = { info: vi.fn(), error: vi.fn() };
  const updates = createUpdates({ updater, channel, random: () => random, log });
  updates.onChange(onChange);
  return { updates, updater, check, onChange, log };
}

/** Runs up to the first check, which finds this version, and downloads it. */
async function withReady(version: string) {
  const parts = setUp();
  const first = found(version);
  parts.check.mockResolvedValueOnce(first.update);
  await vi.advanceTimersByTimeAsync(10 * SECOND);
  first.finish();
  await settle();
  expect(parts.updates.state()).toEqual({ status: 'ready', version });
  return parts;
}

describe('the first look', () => {
  test.each([
    [0, 10 * SECOND],
    [1, 12.5 * SECOND],
  ])('comes some seconds after the start (chance %d: %d ms)', async (random, after) => {
    const { updates, check } = setUp('stable', random);
    expect(updates.state()).toEqual({ status: 'unknown' });
    await vi.advanceTimersByTimeAsync(after - 1);
    expect(check).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(check).toHaveBeenCalledExactlyOnceWith('stable');
    expect(updates.state()).toEqual({ status: 'current' });
  });

  test('is never taken while updates are off, nor another one', async () => {
    const { updates, check } = setUp('off');
    await vi.advanceTimersByTimeAsync(7 * 24 * HOUR);
    expect(check).not.toHaveBeenCalled();
    expect(updates.state()).toEqual({ status: 'off' });
  });

  test('is never taken where the package does not update itself', async () => {
    const onChange = vi.fn();
    const log = { info: vi.fn(), error: vi.fn() };
    const updates = createUpdates({ updater: null, channel: 'stable', random: () => 0, log });
    updates.onChange(onChange);
    updates.use('beta');
    await vi.advanceTimersByTimeAsync(24 * HOUR);
    expect(updates.state()).toEqual({ status: 'unsupported' });
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe('what is found', () => {
  test('is downloaded, then ready, and installed by an ordinary quit from then on only', async () => {
    const { updates, updater, check, onChange } = setUp();
    const update = found('1.1.0');
    check.mockResolvedValueOnce(update.update);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(updates.state()).toEqual({ status: 'downloading', version: '1.1.0' });
    expect(updater.installOnQuit).not.toHaveBeenCalledWith(true);
    update.finish();
    await settle();
    expect(updates.state()).toEqual({ status: 'ready', version: '1.1.0' });
    expect(updater.installOnQuit).toHaveBeenLastCalledWith(true);
    // Checking, downloading, ready.
    expect(onChange).toHaveBeenCalledTimes(3);
  });

  test('stays on offer while the next looks find the same, or fail', async () => {
    const { updates, check, onChange } = await withReady('1.1.0');
    const told = onChange.mock.calls.length;
    const again = found('1.1.0');
    again.finish();
    check.mockResolvedValueOnce(again.update).mockRejectedValueOnce(new Error('offline'));
    await vi.advanceTimersByTimeAsync(8 * HOUR);
    expect(check).toHaveBeenCalledTimes(3);
    expect(updates.state()).toEqual({ status: 'ready', version: '1.1.0' });
    expect(onChange).toHaveBeenCalledTimes(told);
  });

  test('gives way to a newer one', async () => {
    const { updates, updater, check } = await withReady('1.1.0');
    const newer = found('1.2.0');
    check.mockResolvedValueOnce(newer.update);
    await vi.advanceTimersByTimeAsync(4 * HOUR);
    expect(updates.state()).toEqual({ status: 'downloading', version: '1.2.0' });
    // The file of 1.1.0 is being replaced.
    expect(updater.installOnQuit).toHaveBeenLastCalledWith(false);
    newer.finish();
    await settle();
    expect(updates.state()).toEqual({ status: 'ready', version: '1.2.0' });
  });

  test('is not offered any more once it is withdrawn', async () => {
    const { updates, updater } = await withReady('1.1.0');
    await vi.advanceTimersByTimeAsync(4 * HOUR);
    expect(updates.state()).toEqual({ status: 'current' });
    expect(updater.installOnQuit).toHaveBeenLastCalledWith(false);
  });

  test('and stands still on its way is given up', async () => {
    const { updates, check } = setUp();
    const stuck = found('1.1.0');
    check.mockResolvedValueOnce(stuck.update);
    await vi.advanceTimersByTimeAsync(10 * SECOND + 2 * HOUR);
    expect(stuck.cancel).toHaveBeenCalledOnce();
    expect(updates.state()).toEqual({ status: 'failed' });
  });
});

describe('trouble', () => {
  test('is logged, and followed by another try before the regular one', async () => {
    const { updates, check, log } = setUp();
    check.mockRejectedValueOnce(new Error('offline'));
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(updates.state()).toEqual({ status: 'failed' });
    expect(log.info).toHaveBeenCalledExactlyOnceWith('no update: offline');
    await vi.advanceTimersByTimeAsync(15 * MINUTE);
    expect(check).toHaveBeenCalledTimes(2);
    expect(updates.state()).toEqual({ status: 'current' });
  });

  test('of a download leaves nothing on offer', async () => {
    const { updates, updater, check } = setUp();
    const broken = found('1.1.0');
    check.mockResolvedValueOnce(broken.update);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    broken.reject(new Error('sha512 checksum mismatch'));
    await settle();
    expect(updates.state()).toEqual({ status: 'failed' });
    expect(updater.installOnQuit).toHaveBeenLastCalledWith(false);
  });
});

describe('another channel', () => {
  test('is asked at once, and then as regularly as the first', async () => {
    const { updates, check } = setUp();
    updates.use('beta');
    await settle();
    expect(check).toHaveBeenCalledExactlyOnceWith('beta');
    await vi.advanceTimersByTimeAsync(4 * HOUR);
    expect(check).toHaveBeenCalledTimes(2);
  });

  test('takes what was found back, and a download under way', async () => {
    const { updates, updater, check } = await withReady('1.1.0-beta.1');
    const next = found('1.1.0-beta.2');
    check.mockResolvedValueOnce(next.update);
    await vi.advanceTimersByTimeAsync(4 * HOUR);
    updates.use('stable');
    expect(updates.state()).toEqual({ status: 'unknown' });
    expect(next.cancel).toHaveBeenCalledOnce();
    expect(updater.installOnQuit).toHaveBeenLastCalledWith(false);
    await settle();
    expect(updates.state()).toEqual({ status: 'current' });
    expect(check).toHaveBeenLastCalledWith('stable');
  });

  test('chosen during a look waits for its answer, and does not follow it', async () => {
    const { updates, check } = setUp();
    const answer = pending<FoundUpdate | null>();
    check.mockReturnValueOnce(answer.promise);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    updates.use('beta');
    await settle();
    expect(check).toHaveBeenCalledTimes(1);
    const late = found('1.0.1');
    answer.resolve(late.update);
    await settle();
    expect(late.cancel).toHaveBeenCalledOnce();
    expect(check).toHaveBeenLastCalledWith('beta');
    expect(updates.state()).toEqual({ status: 'current' });
  });

  test('a download that was complete before it could be cancelled is not installed', async () => {
    const { updates, updater, check } = setUp();
    const update = found('1.1.0');
    update.cancel.mockImplementation(() => {});
    check.mockResolvedValueOnce(update.update);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    updates.use('off');
    update.finish();
    await settle();
    expect(updates.state()).toEqual({ status: 'off' });
    expect(updater.installOnQuit).not.toHaveBeenCalledWith(true);
  });

  test('off ends the looking', async () => {
    const { updates, check } = await withReady('1.1.0');
    updates.use('off');
    expect(updates.state()).toEqual({ status: 'off' });
    await vi.advanceTimersByTimeAsync(24 * HOUR);
    expect(check).toHaveBeenCalledTimes(1);
  });
});

test('when the app ends, it stops looking for updates, and a ready update stays ready', async () => {
  const { updates, check, onChange } = await withReady('1.1.0');
  const told = onChange.mock.calls.length;
  updates.dispose();
  await vi.advanceTimersByTimeAsync(24 * HOUR);
  expect(check).toHaveBeenCalledTimes(1);
  expect(onChange).toHaveBeenCalledTimes(told);
  expect(updates.state()).toEqual({ status: 'ready', version: '1.1.0' });
});

describe('an updater that is loaded when asked', () => {
  function lazy() {
    const updater = { check: vi.fn(async () => null), installOnQuit: vi.fn(), install: vi.fn() };
    const load = vi.fn(async () => updater);
    return { updater, load, made: whenAsked(load) };
  }

  test('is loaded once, by the first question', async () => {
    const { updater, load, made } = lazy();
    made.installOnQuit(false);
    expect(load).not.toHaveBeenCalled();
    await made.check('beta');
    await made.check('stable');
    expect(load).toHaveBeenCalledOnce();
    expect(updater.check.mock.calls).toEqual([['beta'], ['stable']]);
    made.installOnQuit(true);
    expect(updater.installOnQuit).toHaveBeenCalledExactlyOnceWith(true);
    const onFailed = vi.fn();
    made.install(onFailed);
    expect(updater.install).toHaveBeenCalledExactlyOnceWith(onFailed);
  });

  test('that cannot be loaded fails the question, and is tried again', async () => {
    const { load, made } = lazy();
    load.mockRejectedValueOnce(new Error('torn'));
    await expect(made.check('stable')).rejects.toThrow('torn');
    await expect(made.check('stable')).resolves.toBeNull();
  });

  test('has nothing to install before', () => {
    const onFailed = vi.fn();
    lazy().made.install(onFailed);
    expect(onFailed).toHaveBeenCalledOnce();
  });
});
