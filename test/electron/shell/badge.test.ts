import type { BrowserWindow, NativeImage } from 'electron';
import { expect, test, vi } from 'vitest';
import { createTranslate } from '../../../electron/i18n/i18n.ts';
import { createBadge } from '../../../electron/shell/badge.ts';

function setUp(platform: NodeJS.Platform) {
  const setBadgeCount = vi.fn<Electron.App['setBadgeCount']>(() => true);
  const window = {
    setOverlayIcon: vi.fn<BrowserWindow['setOverlayIcon']>(),
  } satisfies Pick<BrowserWindow, 'setOverlayIcon'>;
  const images: string[] = [];
  const badge = createBadge({
    platform,
    app: { setBadgeCount },
    window: () => window,
    loadImage: (file) => {
      images.push(file);
      return { isEmpty: () => false } as NativeImage;
    },
    iconDir: '/icons',
    t: createTranslate(),
  });
  return { badge, setBadgeCount, window, images };
}

test.each(['linux', 'darwin'] as const)('%s shows the whole number, once', (platform) => {
  const { badge, setBadgeCount, window } = setUp(platform);
  badge.set(12, false);
  badge.set(12, false);
  badge.set(0, false);
  expect(setBadgeCount.mock.calls).toEqual([[12], [0]]);
  expect(window.setOverlayIcon).not.toHaveBeenCalled();
});

test('Windows draws an icon with a description over the taskbar button, and removes it', () => {
  const { badge, setBadgeCount, window, images } = setUp('win32');
  badge.set(12, false);
  badge.set(12, false);
  expect(images).toEqual(['/icons/overlay/9plus.png']);
  expect(window.setOverlayIcon).toHaveBeenCalledExactlyOnceWith(expect.anything(), '12 unread');
  badge.set(0, false);
  expect(window.setOverlayIcon).toHaveBeenLastCalledWith(null, '');
  expect(setBadgeCount).not.toHaveBeenCalled();
});

test('a new window gets the number again', () => {
  const { badge, window } = setUp('win32');
  badge.renew();
  expect(window.setOverlayIcon).not.toHaveBeenCalled();
  badge.set(3, false);
  badge.renew();
  expect(window.setOverlayIcon).toHaveBeenCalledTimes(2);
});

test('elsewhere the number belongs to the app, and a new window changes nothing', () => {
  const { badge, setBadgeCount, window } = setUp('linux');
  badge.set(3, false);
  badge.renew();
  expect(setBadgeCount).toHaveBeenCalledTimes(1);
  expect(window.setOverlayIcon).not.toHaveBeenCalled();
});

test('where not even the number may be said, the description is empty', () => {
  const { badge, window } = setUp('win32');
  badge.set(3, false);
  badge.set(3, true);
  expect(window.setOverlayIcon).toHaveBeenLastCalledWith(expect.anything(), '');
});
