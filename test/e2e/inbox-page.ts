import { expect, type Locator, type Page } from '@playwright/test';
import type { Bridge, CallArgs, CallName, CallResults } from '#app/ipc';
import type { Command } from '#app/rules/commands';
import type { SettingsPatch } from '#app/rules/settings';
import type { ListPage, View } from '#server/inbox';
import type { Notification } from '#server/notification';

/** The window as a user names its parts. */
export interface InboxPage {
  readonly page: Page;
  readonly rows: Locator;
  readonly row: (title: string) => Locator;
  /** There while the row is unread. */
  readonly unreadMark: (title: string) => Locator;
  readonly view: (name: 'Unread' | 'Inbox' | 'Done') => Promise<void>;
  /** Presses a button of a row, which shows its buttons under the pointer. */
  readonly act: (title: string, action: string) => Promise<void>;
  readonly markAllRead: Locator;
  readonly search: Locator;
  /** Shows the rows of one source, or of `All sources`. */
  readonly filter: (name: string) => Promise<void>;
  readonly openSettings: () => Promise<void>;
  /** From the settings. */
  readonly openKeyboard: () => Promise<void>;
  /** Opens what few need on this page, if it is closed. */
  readonly openMore: () => Promise<void>;
}

export function inboxPage(page: Page): InboxPage {
  const rows = page.getByRole('article');
  const row = (title: string) => page.getByRole('article', { name: title, exact: true });
  const button = (title: string, name: string) => row(title).getByRole('button', { name, exact: true });
  return {
    page,
    rows,
    row,
    unreadMark: (title) => button(title, 'Mark as read'),
    view: (name) => page.getByRole('tab', { name }).click(),
    act: async (title, action) => {
      await row(title).hover();
      await button(title, action).click();
    },
    markAllRead: page.getByRole('button', { name: 'Mark all read' }),
    search: page.getByRole('combobox', { name: 'Search notifications' }),
    filter: async (name) => {
      await page.getByRole('button', { name: /^Source: / }).click();
      await page.getByRole('menuitemradio', { name }).click();
    },
    openSettings: () => page.getByRole('button', { name: 'Settings' }).click(),
    openKeyboard: () => page.getByRole('button', { name: 'Keyboard', exact: true }).click(),
    openMore: async () => {
      const more = page.locator('details').filter({ visible: true });
      if ((await more.getAttribute('open')) === null) await more.getByText('More', { exact: true }).click();
    },
  };
}

/** Changes settings as the window does, without its forms. */
export function patchSettings(page: Page, patch: SettingsPatch): Promise<void> {
  return page.evaluate(async (changes) => {
    // The preload script's gift is known to the window's own sources only.
    const { belfry } = window as unknown as { belfry: Bridge };
    const answer = await belfry.call('settings.patch', { patch: changes });
    if (!answer.ok) throw new Error(answer.error.code);
  }, patch);
}

/** Runs a command as the window does, without its buttons. */
export function runCommand(page: Page, command: Command): Promise<void> {
  return page.evaluate(async (one) => {
    const { belfry } = window as unknown as { belfry: Bridge };
    const answer = await belfry.call('command.run', one);
    if (!answer.ok) throw new Error(answer.error.code);
  }, command);
}

/** Calls the main process as the window does. @throws Error with the code of a refusal */
export async function callMain<C extends CallName>(
  page: Page,
  name: C,
  args: CallArgs[C],
): Promise<CallResults[C]> {
  const value: unknown = await page.evaluate(
    async ([call, given]) => {
      const { belfry } = window as unknown as { belfry: Bridge };
      const answer = await belfry.call(call as CallName, given as CallArgs[CallName]);
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      return answer.value;
    },
    [name, args] as readonly unknown[],
  );
  return value as CallResults[C];
}

/** The focus is on something, not on the document, where keys do nothing. */
export const keepsFocus = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);

/** A view to its end, by the calls that the window itself makes. */
export async function loadAll(page: Page, view: View): Promise<readonly Notification[]> {
  const items: Notification[] = [];
  let next: string | null = null;
  do {
    const list: ListPage = await callMain(page, 'inbox.list', {
      view,
      ...(next === null ? {} : { cursor: next }),
    });
    items.push(...list.items);
    next = list.next;
  } while (next !== null);
  return items;
}
