import { describe, expect, it, test } from 'vitest';
import type { Failure } from '#app/result';
import type { View } from '#server/inbox';
import type { ActionKind, Deed } from '#server/rules/state';
import { createOverlay, failureOn, leaves, type Pendings, project } from '../../../server/client/client.ts';
import { idOf, notification } from '../../renderer/support.ts';

const AT = '2026-11-22T12:00:00.000Z';
const READ = { read_at: '2026-11-22T11:00:00.000000Z' };
const DONE = { archived_at: '2026-11-22T11:00:00.000000Z' };
const UNTIL = '2026-11-22T15:00:00.000Z';

/** What the user has given is, in these tests, the name of the action. */
const overlayOf = () => createOverlay<string, Failure>();
const deedOf = (kind: ActionKind): Deed<string> => (kind === 'snooze' ? { kind, until: UNTIL } : { kind });

function begun(overlay: ReturnType<typeof overlayOf>, n: number, kind: ActionKind) {
  return overlay.begin(notification(n), deedOf(kind), kind, AT);
}

function acted(n: number, kind: ActionKind): Pendings<string, Failure> {
  const overlay = overlayOf();
  begun(overlay, n, kind);
  return overlay.get();
}

describe('project', () => {
  const items = [notification(3), notification(2, READ), notification(1)];
  const numbers = (view: View, pendings: Pendings<string, Failure>, from = items) =>
    project(from, view, pendings, null).map((item) => item.revision);

  it('is the list itself while nothing was done', () => {
    expect(project(items, 'inbox', new Map(), null)).toBe(items);
  });

  it.each([
    ['inbox', 3, 'read', [3, 2, 1]],
    ['unread', 3, 'read', [2, 1]],
    ['inbox', 3, 'done', [2, 1]],
    ['inbox', 1, 'delete', [3, 2]],
  ] as const)('in %s, row %i after %s', (view, n, action, expected) => {
    expect(numbers(view, acted(n, action))).toEqual(expected);
  });

  it('takes a row out of what is done when it is restored', () => {
    const done = [notification(3, DONE), notification(2, DONE)];
    expect(numbers('done', acted(3, 'restore'), done)).toEqual([2]);
  });

  it('shows a row read or unread at once', () => {
    expect(project(items, 'inbox', acted(3, 'read'), null)[0]?.read_at).toBe(AT);
    expect(project(items, 'inbox', acted(2, 'unread'), null)[1]?.read_at).toBeNull();
  });

  it('takes back what failed', () => {
    const overlay = overlayOf();
    const token = begun(overlay, 3, 'done');
    overlay.failed(idOf(3), token, { code: 'backend_unavailable' });
    expect(numbers('inbox', overlay.get())).toEqual([3, 2, 1]);
  });

  describe('with an open row', () => {
    const open = notification(2, READ);
    const kept = (view: View, rest: readonly number[], pendings: Pendings<string, Failure> = new Map()) =>
      project(
        rest.map((n) => notification(n)),
        view,
        pendings,
        open,
      ).map((item) => item.revision);

    it.each([
      [
        [3, 1],
        [3, 2, 1],
      ],
      [[3], [3, 2]],
      [[1], [2, 1]],
      [[], [2]],
      [
        [3, 2, 1],
        [3, 2, 1],
      ],
    ])('holds it in the unread ones: %j', (rest, expected) => {
      expect(kept('unread', rest)).toEqual(expected);
    });

    it('holds it while it is being read', () => {
      expect(kept('unread', [3, 2], acted(2, 'read'))).toEqual([3, 2]);
    });

    it('lets it go when it is done or deleted', () => {
      expect(kept('unread', [3, 1], acted(2, 'done'))).toEqual([3, 1]);
      expect(kept('unread', [3, 2, 1], acted(2, 'delete'))).toEqual([3, 1]);
    });

    it('holds it in no other view', () => {
      expect(kept('inbox', [3, 1])).toEqual([3, 1]);
    });
  });
});

test.each<[View, ActionKind, boolean]>([
  ['unread', 'read', false],
  ['unread', 'done', true],
  ['inbox', 'save', false],
  ['inbox', 'snooze', true],
  ['inbox', 'delete', true],
  ['done', 'delete', true],
  ['done', 'restore', true],
  ['bin', 'restore', true],
  ['bin', 'purge', true],
])('in %s, the open row leaves by %s: %s', (view, kind, expected) => {
  const state = {
    ...(view === 'done' && DONE),
    ...(view === 'bin' && { deleted_at: UNTIL, deleted: true as const }),
  };
  expect(leaves(view, notification(3, state), deedOf(kind))).toBe(expected);
});

describe('overlay', () => {
  const phase = (overlay: ReturnType<typeof overlayOf>, n: number) =>
    overlay.get().get(idOf(n))?.at(-1)?.phase;

  it('keeps an acknowledged action until the list shows it', () => {
    const overlay = overlayOf();
    const token = begun(overlay, 3, 'read');
    overlay.done(idOf(3), token);
    overlay.reconcile([notification(3)]);
    expect(phase(overlay, 3)).toBe('done');
    overlay.reconcile([notification(3, { revision: 4 })]);
    expect(phase(overlay, 3)).toBeUndefined();
  });

  it('keeps an action on its way whatever the list says', () => {
    const overlay = overlayOf();
    begun(overlay, 3, 'delete');
    overlay.reconcile([]);
    expect(phase(overlay, 3)).toBe('sent');
  });

  it('forgets a row that is gone', () => {
    const overlay = overlayOf();
    const token = begun(overlay, 3, 'delete');
    overlay.failed(idOf(3), token, { code: 'not_found' });
    overlay.reconcile([notification(2)]);
    expect(phase(overlay, 3)).toBeUndefined();
  });

  it('shows actions one over the other, and takes back only what failed', () => {
    const overlay = overlayOf();
    const saved = begun(overlay, 3, 'save');
    const read = begun(overlay, 3, 'read');
    begun(overlay, 3, 'snooze');
    const shown = () => project([notification(3)], 'snoozed', overlay.get(), null)[0];
    expect(shown()).toMatchObject({ saved_at: AT, read_at: AT, snoozed_until: UNTIL });
    overlay.failed(idOf(3), read, { code: 'internal' });
    expect(shown()).toMatchObject({ saved_at: AT, read_at: null, snoozed_until: UNTIL });
    overlay.undone(idOf(3), saved);
    expect(shown()).toEqual(notification(3, { snoozed_until: UNTIL }));
    expect(failureOn(overlay.get(), idOf(3))).toMatchObject({ command: 'read', error: { code: 'internal' } });
  });

  it('forgets what failed when something else is done', () => {
    const overlay = overlayOf();
    overlay.failed(idOf(3), begun(overlay, 3, 'read'), { code: 'internal' });
    begun(overlay, 3, 'save');
    expect(failureOn(overlay.get(), idOf(3))).toBeNull();
    expect(overlay.holds(idOf(3))).toBe(true);
  });

  it('dismisses the reason of a failure', () => {
    const overlay = overlayOf();
    const token = begun(overlay, 3, 'read');
    overlay.failed(idOf(3), token, { code: 'internal' });
    overlay.dismiss(idOf(3));
    expect(overlay.get().size).toBe(0);
  });
});
