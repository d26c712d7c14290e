import type { Tray as ElectronTray, Menu, MenuItemConstructorOptions } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import type { Command } from '#app/rules/commands';
import { createTranslate } from '../../../../electron/i18n/i18n.ts';
import { createTray, type TrayItem, type TrayState } from '../../../../electron/shell/tray/tray.ts';
import { healthOf } from '../../../../electron/status/health.ts';
import { notification } from '../../../support/notification.ts';

const STATE: TrayState = {
  unread: 3,
  hidesCount: false,
  connection: { status: 'online' },
  health: { level: 'ok', cause: null, sources: [] },
  storage: null,
  pausedUntil: null,
  presentingUntil: null,
  holds: [],
  region: { locale: 'en', timeZone: undefined },
  update: null,
  replaced: false,
  emergencies: [],
  recent: [notification(1)],
  windowVisible: false,
};

function setUp(platform: NodeJS.Platform = 'linux') {
  const items: { icon: string; item: TrayItem; listeners: Map<string, () => void> }[] = [];
  const ran: Command[] = [];
  const templates: MenuItemConstructorOptions[][] = [];
  const tray = createTray({
    createTray: (icon) => {
      const listeners = new Map<string, () => void>();
      const item = {
        on: vi.fn((event: string, listener: () => void) => {
          listeners.set(event, listener);
        }) as unknown as ElectronTray['on'], // a fake cannot spell out all overloads
        setImage: vi.fn<ElectronTray['setImage']>(),
        setToolTip: vi.fn<ElectronTray['setToolTip']>(),
        setContextMenu: vi.fn<ElectronTray['setContextMenu']>(),
        popUpContextMenu: vi.fn<ElectronTray['popUpContextMenu']>(),
        setIgnoreDoubleClickEvents: vi.fn<ElectronTray['setIgnoreDoubleClickEvents']>(),
        destroy: vi.fn<ElectronTray['destroy']>(),
      } satisfies Pick<ElectronTray, keyof TrayItem>;
      items.push({ icon, item, listeners });
      return item;
    },
    buildMenu: (template) => {
      templates.push(template);
      return { items: [] } as unknown as Menu; // only handed through
    },
    iconDir: '/icons',
    run: (command) => ran.push(command),
    t: createTranslate(),
    platform,
    now: () => new Date(),
  });
  const only = () => {
    const [first, ...others] = items;
    if (first === undefined || others.length > 0) throw new Error(`${items.length} items`);
    return first;
  };
  return {
    tray,
    items,
    only,
    ran,
    templates,
  };
}

describe('the tray', () => {
  test('comes up with icon, tooltip and menu', () => {
    const { tray, only, templates } = setUp();
    tray.set(STATE);
    expect(only().icon).toBe('/icons/tray-linux/ok-3.png');
    expect(only().item.setImage).not.toHaveBeenCalled();
    expect(only().item.setToolTip).toHaveBeenCalledExactlyOnceWith('Belfry — 3 unread');
    expect(only().item.setContextMenu).toHaveBeenCalledOnce();
    expect(templates[0]?.[0]?.label).toBe('title 1');
  });

  test('shows names that are no text as text', () => {
    const { tray, only, templates } = setUp();
    const name = 'x\uffff\u{1fffe}\ud83d\0y';
    const health = healthOf({ status: 'online' }, [{ name, problem: 'signed_out' }]);
    tray.set({ ...STATE, recent: [notification(1, { title: name })], update: name, health });
    const clean = 'x\ufffd\ufffd\ufffdy';
    expect(only().item.setToolTip).toHaveBeenCalledWith(`Belfry — 3 unread, ${clean}: signed out`);
    const labels = templates[0]?.map(({ label }) => label);
    expect(labels).toEqual(
      expect.arrayContaining([`${clean}: signed out`, clean, `Restart to update to ${clean}`]),
    );
  });

  test('does nothing when nothing has changed', () => {
    const { tray, only } = setUp();
    tray.set(STATE);
    tray.set({ ...STATE, connection: { status: 'online' }, recent: [notification(1)] });
    expect(only().item.setImage).not.toHaveBeenCalled();
    expect(only().item.setToolTip).toHaveBeenCalledOnce();
    expect(only().item.setContextMenu).toHaveBeenCalledOnce();
  });

  test('announces an icon only when it is another one', () => {
    const { tray, only } = setUp();
    tray.set({ ...STATE, unread: 10 });
    tray.set({ ...STATE, unread: 11 });
    expect(only().item.setImage).not.toHaveBeenCalled();
    expect(only().item.setToolTip).toHaveBeenLastCalledWith('Belfry — 11 unread');
    tray.set({ ...STATE, unread: 9 });
    expect(only().item.setImage).toHaveBeenCalledExactlyOnceWith('/icons/tray-linux/ok-9.png');
  });

  test('publishes a changed menu again', () => {
    const { tray, only } = setUp();
    tray.set(STATE);
    tray.set({ ...STATE, recent: [notification(2), notification(1)] });
    tray.set({ ...STATE, recent: [notification(2), notification(1)], windowVisible: true });
    expect(only().item.setContextMenu).toHaveBeenCalledTimes(3);
  });

  test('a click toggles the window', () => {
    const { tray, only, ran } = setUp();
    tray.set(STATE);
    only().listeners.get('click')?.();
    expect(ran).toEqual([{ id: 'window.toggle', args: {} }]);
  });

  test('on macOS the left click stays a click, and the right one opens the menu', () => {
    const { tray, only, ran } = setUp('darwin');
    tray.set(STATE);
    expect(only().item.setContextMenu).not.toHaveBeenCalled();
    only().listeners.get('click')?.();
    expect(ran).toEqual([{ id: 'window.toggle', args: {} }]);
    only().listeners.get('right-click')?.();
    expect(only().item.popUpContextMenu).toHaveBeenCalledOnce();
  });

  test('renewed, it is another item that shows the same', () => {
    const { tray, items } = setUp();
    tray.set(STATE);
    tray.renew();
    expect(items).toHaveLength(2);
    expect(items[0]?.item.destroy).toHaveBeenCalledOnce();
    expect(items[1]?.icon).toBe(items[0]?.icon);
    expect(items[1]?.item.setToolTip).toHaveBeenCalledExactlyOnceWith('Belfry — 3 unread');
    expect(items[1]?.item.setContextMenu).toHaveBeenCalledOnce();
  });

  test('is not put up before there is a state', () => {
    const { tray, items } = setUp();
    tray.renew();
    expect(items).toEqual([]);
  });

  test('disposed, it is gone', () => {
    const { tray, only } = setUp();
    tray.set(STATE);
    tray.dispose();
    expect(only().item.destroy).toHaveBeenCalledOnce();
  });
});
