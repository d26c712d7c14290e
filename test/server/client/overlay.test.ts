import { describe, expect, it } from 'vitest';
import type { Failure } from '#app/result';
import type { View } from '#server/inbox';
import type { RowCommandId } from '#server/rules/commands';
import { createOverlay, type Pendings, project } from '../../../server/client/client.ts';
import { idOf, notification } from '../../renderer/support.ts';

const AT = '2026-11-22T12:00:00.000Z';
const READ = { read_at: '2026-11-22T11:00:00.000000Z' };
const ARCHIVED = { archived_at: '2026-11-22T11:00:00.000000Z' };

function acted(n: number, command: RowCommandId): Pendings<Failure> {
  const overlay = createOverlay<Failure>();
  overlay.begin(notification(n), command, AT);
  return overlay.get();
}

describe('project', () => {
  const items = [notification(3), notification(2, READ), notification(1)];
  const numbers = (view: View, pendings: Pendings<Failure>, from = items) =>
    project(from, view, pendings, null).map((item) => item.revision);

  it('is the list itself while nothing was done', () => {
    expect(project(items, 'inbox', new Map(), null)).toBe(items);
  });

  it.each([
    ['inbox', 3, 'inbox.read', [3, 2, 1]],
    ['unread', 3, 'inbox.read', [2, 1]],
    ['unread', 3, 'inbox.open', [2, 1]],
    ['inbox', 3, 'inbox.done', [2, 1]],
    ['inbox', 1, 'inbox.delete', [3, 2]],
  ] as const)('in %s, row %i after %s', (view, n, action, expected) => {
    expect(numbers(view, acted(n, action))).toEqual(expected);
  });

  it('takes a row out of the archive when it moves back', () => {
    const archived = [notification(3, ARCHIVED), notification(2, ARCHIVED)];
    expect(numbers('done', acted(3, 'inbox.restore'), archived)).toEqual([2]);
  });

  it('shows a row read or unread at once', () => {
    expect(project(items, 'inbox', acted(3, 'inbox.read'), null)[0]?.read_at).toBe(AT);
    expect(project(items, 'inbox', acted(2, 'inbox.unread'), null)[1]?.read_at).toBeNull();
  });

  it('takes back what failed', () => {
    const overlay = createOverlay<Failure>();
    const token = overlay.begin(notification(3), 'inbox.done', AT);
    overlay.failed(idOf(3), token, { code: 'backend_unavailable' });
    expect(numbers('inbox', overlay.get())).toEqual([3, 2, 1]);
  });

  describe('with an open row', () => {
    const open = notification(2, READ);
    const kept = (view: View, rest: readonly number[], pendings: Pendings<Failure> = new Map()) =>
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
      expect(kept('unread', [3, 2], acted(2, 'inbox.open'))).toEqual([3, 2]);
    });

    it('lets it go when it is archived or deleted', () => {
      expect(kept('unread', [3, 1], acted(2, 'inbox.done'))).toEqual([3, 1]);
      expect(kept('unread', [3, 2, 1], acted(2, 'inbox.delete'))).toEqual([3, 1]);
    });

    it('holds it in no other view', () => {
      expect(kept('inbox', [3, 1])).toEqual([3, 1]);
    });
  });
});

describe('overlay', () => {
  const phase = (overlay: ReturnType<typeof createOverlay<Failure>>, n: number) =>
    overlay.get().get(idOf(n))?.phase;

  it('keeps an acknowledged action until the list shows it', () => {
    const overlay = createOverlay<Failure>();
    const token = overlay.begin(notification(3), 'inbox.read', AT);
    overlay.done(idOf(3), token);
    overlay.reconcile([notification(3)]);
    expect(phase(overlay, 3)).toBe('done');
    overlay.reconcile([notification(3, { revision: 4 })]);
    expect(phase(overlay, 3)).toBeUndefined();
  });

  it('keeps an action on its way whatever the list says', () => {
    const overlay = createOverlay<Failure>();
    overlay.begin(notification(3), 'inbox.delete', AT);
    overlay.reconcile([]);
    expect(phase(overlay, 3)).toBe('sent');
  });

  it('forgets a row that is gone', () => {
    const overlay = createOverlay<Failure>();
    const token = overlay.begin(notification(3), 'inbox.delete', AT);
    overlay.failed(idOf(3), token, { code: 'not_found' });
    overlay.reconcile([notification(2)]);
    expect(phase(overlay, 3)).toBeUndefined();
  });

  it('gives the later action on a row the last word', () => {
    const overlay = createOverlay<Failure>();
    const first = overlay.begin(notification(3), 'inbox.read', AT);
    overlay.begin(notification(3), 'inbox.unread', AT);
    overlay.failed(idOf(3), first, { code: 'internal' });
    expect(overlay.get().get(idOf(3))).toMatchObject({ command: 'inbox.unread', phase: 'sent' });
  });

  it('dismisses the reason of a failure', () => {
    const overlay = createOverlay<Failure>();
    const token = overlay.begin(notification(3), 'inbox.read', AT);
    overlay.failed(idOf(3), token, { code: 'internal' });
    overlay.dismiss(idOf(3));
    expect(overlay.get().size).toBe(0);
  });
});
