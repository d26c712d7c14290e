import { expect, test } from 'vitest';
import type { AppStatus } from '#app/state';
import { createPush } from '../../../electron/ipc/push.ts';
import { appStatus } from '../../renderer/support.ts';

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

test('a hidden window gets no status until it is shown, and then only the latest', () => {
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

test('navigation, and a push of the inbox, do not wait', () => {
  const { sent, push } = setUp();
  push('navigate', { page: 'settings' });
  push('inbox', { kind: 'behind' });
  expect(sent.map(([name]) => name)).toEqual(['navigate', 'inbox']);
});
