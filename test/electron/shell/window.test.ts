import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { Navigation } from '#app/state';
import { createMainWindow } from '../../../electron/shell/window.ts';

/** What is used of a window and its page. */
class FakeWindow extends EventEmitter {
  readonly webContents = Object.assign(new EventEmitter(), { isLoading: () => this.loading });
  loading = true;
  visible = false;
  minimized = false;
  focused = false;
  loads = 0;

  removeMenu(): void {}
  bounds = { x: 0, y: 0, width: 400, height: 600 };
  /** What was done to bring it up, in order. */
  acts: string[] = [];

  getBounds = () => this.bounds;
  setBounds(bounds: typeof this.bounds): void {
    this.bounds = bounds;
  }
  setVisibleOnAllWorkspaces(everywhere: boolean): void {
    this.acts.push(everywhere ? 'everywhere' : 'here');
  }
  loadURL(): Promise<void> {
    this.loads += 1;
    this.loading = true;
    return Promise.resolve();
  }
  isVisible = (): boolean => this.visible;
  isMinimized = (): boolean => this.minimized;
  isFocused = (): boolean => this.focused;
  isDestroyed = (): boolean => false;
  restore(): void {
    this.minimized = false;
    this.acts.push('restore');
  }
  show(): void {
    this.acts.push('show');
    this.visible = true;
    this.focused = true;
    this.emit('show');
  }
  focus(): void {
    this.focused = true;
  }
  hide(): void {
    this.acts.push('hide');
    this.visible = false;
    this.emit('hide');
  }
  loaded(): void {
    this.loading = false;
    this.webContents.emit('did-finish-load');
  }
}

function setUp(platform: NodeJS.Platform = 'linux') {
  const fake = new FakeWindow();
  const asked: Navigation[] = [];
  const world = { unread: 0, areas: [{ x: 0, y: 0, width: 1_920, height: 1_040 }] };
  const window = createMainWindow({
    platform,
    // Only what is in FakeWindow is used of it.
    create: () => fake as never,
    memory: { get: () => undefined as never, set: () => {} },
    workAreas: () => world.areas,
    preload: '',
    icon: '',
    title: '',
    backgroundColor: () => '',
    onClose: () => 'hide',
    zoom: () => 1,
    unread: () => world.unread,
    onBroken: () => {},
    log: { info() {}, error() {} },
  });
  window.onBeforeShow(() => void fake.acts.push('level'));
  window.onNavigate((navigation) => {
    fake.acts.push('led');
    asked.push(navigation);
  });
  return { fake, asked, world, window };
}

/** It was open once, and is hidden. */
function hidden(platform: NodeJS.Platform = 'linux') {
  const stage = setUp(platform);
  stage.window.open();
  stage.fake.loaded();
  stage.fake.emit('ready-to-show');
  stage.window.hide();
  return stage;
}

test('opened without a target, a hidden window shows unread rows, or the inbox if there are none', () => {
  const { window, world, asked, fake } = hidden();
  window.summon();
  expect(asked).toEqual([{ page: 'inbox' }]);
  window.hide();
  world.unread = 2;
  fake.focused = false;
  window.toggle();
  expect(asked.at(-1)).toEqual({ page: 'inbox', view: 'unread' });
});

test('on its way to a place, it is not led to another by somebody who only wants to see it', () => {
  const { window, asked, fake } = setUp();
  window.open({ page: 'sources' });
  window.summon();
  fake.loaded();
  expect(asked).toEqual([{ page: 'sources' }]);
});

test('a covered window comes to the front as it is; a window in front is hidden', () => {
  const { window, world, asked, fake } = hidden();
  window.summon();
  world.unread = 2;
  asked.length = 0;
  fake.focused = false;
  window.toggle();
  expect([fake.focused, asked]).toEqual([true, []]);
  window.toggle();
  expect(fake.visible).toBe(false);
});

test('the window gets all changes before it is led to a row', () => {
  const { window, fake } = hidden();
  fake.acts = [];
  window.open({ page: 'inbox', notificationId: 'a' });
  expect(fake.acts).toEqual(['level', 'led', 'show']);
});

test('a dead page is loaded when it is wanted, and is led to its place then', () => {
  const { window, asked, fake } = hidden();
  fake.webContents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
  expect(fake.loads).toBe(1);
  window.open({ page: 'sources' });
  expect([fake.loads, asked]).toEqual([2, []]);
  fake.loaded();
  expect(asked).toEqual([{ page: 'sources' }]);
});

test('it is also loaded when the desktop brings it up', () => {
  const { fake } = hidden();
  fake.webContents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
  fake.show();
  expect(fake.loads).toBe(2);
});

test.each([
  ['linux', ['level', 'hide', 'show']],
  ['darwin', ['level', 'everywhere', 'here', 'show']],
  ['win32', ['level', 'show']],
] as const)('on %s one that is open elsewhere comes to the workspace of its user', (platform, acts) => {
  const { window, fake } = hidden(platform);
  window.open();
  fake.acts = [];
  window.open();
  expect(fake.acts).toEqual(['level', 'show']);
  fake.focused = false;
  fake.acts = [];
  window.open();
  expect(fake.acts).toEqual(acts);
});

test('a minimised one comes there, too', () => {
  const { window, fake } = hidden();
  window.open();
  Object.assign(fake, { focused: false, visible: false, minimized: true, acts: [] });
  window.open();
  expect(fake.acts).toEqual(['level', 'hide', 'restore', 'show']);
});

test('a window whose screen is gone moves to an existing one, and fits it', () => {
  const { window, fake, world } = hidden();
  fake.bounds = { x: 2_500, y: 200, width: 500, height: 1_400 };
  window.open();
  expect(fake.bounds).toEqual({ x: 710, y: 0, width: 500, height: 1_040 });
  window.hide();
  const moved = { x: 100, y: 50, width: 500, height: 700 };
  fake.bounds = moved;
  world.areas.push({ x: 1_920, y: 0, width: 1_920, height: 1_080 });
  window.open();
  expect(fake.bounds).toBe(moved);
});
