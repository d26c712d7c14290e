import { expect, test } from 'vitest';
import type { AppStatus } from '#app/state';
import { createPush } from '../../electron/ipc/push.ts';
import { appStatus } from '../renderer/support.ts';

function setUp() {
  const sent: (readonly [string, string | undefined])[] = [];
  const world = { visible: false };
  const push = createPush({
    contents: () => ({
      isDestroyed: () => false,
      isCrashed: () => false,
      send: (_channel: string, name: string, payload: Partial<AppStatus>) =>
        void sent.push([name, payload.version]),
    }),
    isVisible: () => world.visible,
  });
  return { sent, world, push };
}

test('a hidden window is told nothing of how the app stands but the last of it, once, when it is shown', () => {
  const { sent, world, push } = setUp();
  for (let n = 1; n <= 100; n += 1) push('status', appStatus({ version: String(n) }));
  expect(sent).toEqual([]);
  push.release();
  push.release();
  expect(sent).toEqual([['status', '100']]);
  push('status', appStatus({ version: '101' }));
  world.visible = true;
  push('status', appStatus({ version: '102' }));
  push.release();
  expect(sent.slice(1)).toEqual([['status', '102']]);
});

test('where it is led, and what its inbox is brought level with before it is shown, do not wait', () => {
  const { sent, push } = setUp();
  push('navigate', { page: 'settings' });
  push('inbox', { kind: 'behind' });
  expect(sent.map(([name]) => name)).toEqual(['navigate', 'inbox']);
});
