import { expect, test } from 'vitest';
import type { AppStatus, ListPatch } from '#app/state';
import { createPush } from '../../electron/ipc/push.ts';
import { appStatus } from '../renderer/support.ts';

function setUp() {
  const sent: (readonly [string, number | undefined])[] = [];
  const world = { visible: false };
  const push = createPush({
    contents: () => ({
      isDestroyed: () => false,
      isCrashed: () => false,
      send: (_channel: string, name: string, payload: Partial<AppStatus>) =>
        void sent.push([name, payload.revision]),
    }),
    isVisible: () => world.visible,
  });
  return { sent, world, push };
}

const PATCH: ListPatch = { view: 'inbox', version: 1, upserts: [], removals: [], more: false };

test('a hidden window gets no status until it is shown, and then only the latest', () => {
  const { sent, world, push } = setUp();
  for (let revision = 1; revision <= 100; revision += 1) push('status', appStatus({ revision }));
  expect(sent).toEqual([]);
  push.release();
  push.release();
  expect(sent).toEqual([['status', 100]]);
  push('status', appStatus({ revision: 101 }));
  world.visible = true;
  push('status', appStatus({ revision: 102 }));
  push.release();
  expect(sent.slice(1)).toEqual([['status', 102]]);
});

test('navigation, and the patch of a requested list, do not wait', () => {
  const { sent, push } = setUp();
  push('navigate', { page: 'settings' });
  push('list', PATCH);
  expect(sent.map(([name]) => name)).toEqual(['navigate', 'list']);
});
