/** The app in a language that is English in disguise: what can still be read is in no catalogue. */
import type { Page } from '@playwright/test';
import { loadMain, loadWindow } from '#app/i18n/load';
import { createTranslate } from '../../electron/i18n/i18n.ts';
import { createI18n } from '../../renderer/i18n/i18n.ts';
import type { MenuEntry } from '../support/tray-menu.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain } from './inbox-page.ts';
import { shoot } from './pictures.ts';
import { faultsOfWords, plainEnglish } from './untranslated.ts';

const LANGUAGE = 'en-XA';
const MIRRORED = 'en-XB';
let language = LANGUAGE;
const SLOW = { timeout: 20_000 };
const stage = useStage({ env: () => ({ BELFRY_LANGUAGE: language, LC_ALL: 'en_GB.UTF-8' }) });

/** Content of the user's has no letter of English. */
const NAMES = { source: 'Ωμέγα', app: 'Άλφα', row: 'Βήτα' };
const DEAD = { host: '127.0.0.1', port: 9, tls: false };
const definition = { colour: 'amber', enabled: true, name: NAMES.source } as const;

const t = createTranslate(undefined, await loadMain(LANGUAGE));
const say = createI18n(await loadWindow(LANGUAGE)).getFixedT(null, 'window');

const page = () => stage.openWindow();
const press = async (name: string) => (await page()).getByRole('button', { name, exact: true }).click();
const faults = async () => faultsOfWords(await page());
const more = (window: Page) =>
  window.getByText(say('common.more'), { exact: true }).filter({ visible: true });
const row = async (name: string) => (await page()).getByRole('article', { name, exact: true });

/** Looks at the page as it is now. */
async function look(name: string): Promise<void> {
  await shoot(await page(), `pseudo-${name}`);
  expect.soft(await faults(), name).toEqual([]);
}

const labels = (entries: readonly MenuEntry[]): readonly string[] =>
  entries.flatMap(({ label, children }) => [label, ...labels(children)]);

test('the page tells its language', async () => {
  const html = (await page()).locator('html');
  await expect(html).toHaveAttribute('lang', LANGUAGE);
  await expect(html).toHaveAttribute('dir', 'ltr');
});

test('the first run', async () => {
  await expect(
    (await page()).getByRole('button', { name: say('command.inbox.sendTest.title') }),
  ).toBeEnabled();
  await look('first-run');
});

test('tray and toasts', async () => {
  // What its user has in sight makes no toast.
  const hidden = await page();
  await callMain(hidden, 'command.run', { id: 'window.hide', args: {} });
  await expect.poll(() => stage.app.visible()).toBe(false);
  await callMain(hidden, 'command.run', { id: 'inbox.sendTest', args: {} });
  await expect.poll(() => stage.recorder.notified().length).toBe(1);
  for (let count = 0; count < 9; count += 1) await stage.app.send({ title: `${NAMES.row} ${count}` });
  await expect
    .poll(() =>
      stage.recorder.notified().some(({ title }) => /9|8|7|6|5/.test(title) && title.startsWith('[')),
    )
    .toBe(true);
  const said = stage.recorder
    .notified()
    .flatMap(({ app, title, body, actions }) => [
      app,
      title,
      body,
      ...actions.filter((_, index) => index % 2 === 1),
    ]);
  expect(plainEnglish(said)).toEqual([]);

  await callMain(await page(), 'command.run', { id: 'delivery.pause', args: { until: '1h' } });
  await expect.poll(() => stage.tray.tooltip()).toContain(t('tray.pausedUntil', { time: '' }).slice(0, 6));
  expect(plainEnglish([await stage.tray.tooltip(), ...labels(await stage.tray.menu())])).toEqual([]);
});

test('the inbox: rows, buttons, search, what is empty', async () => {
  const window = await page();
  await look('paused');
  await press(say('banner.resume'));
  await stage.app.send({ title: NAMES.row, message: NAMES.row, priority: 5, url: 'https://127.0.0.1/' });
  await stage.app.send({ title: NAMES.app, priority: 4, reply: { via: 'http', url: 'http://127.0.0.1:9/' } });
  await stage.app.send({ title: NAMES.source, dedupe_key: '1' });
  await stage.app.send({ title: NAMES.source, dedupe_key: '1' });
  await (await row(NAMES.row)).hover();
  await look('inbox');
  await (await row(NAMES.app)).focus();
  await window.keyboard.press('r');
  await expect(window.getByRole('textbox')).toBeFocused();
  await window.keyboard.type('1');
  await look('composer');
  await window.keyboard.press('Escape');
  await window.getByRole('tab', { name: say('toolbar.done') }).click();
  await look('done');
  await window.getByRole('tab', { name: say('toolbar.inbox') }).click();
  await press(say('command.search.open.title'));
  await window.keyboard.type('0000');
  await expect(window.getByText(say('search.nothing'))).toBeVisible();
  await look('nothing-found');
  await window.keyboard.press('Escape');
});

test('the settings', async () => {
  const window = await page();
  await press(say('command.settings.open.title'));
  await expect(window.getByRole('heading', { name: say('settings.title'), level: 1 })).toBeVisible();
  await more(window).click();
  await look('settings');
  await press(say('settings.back'));
});

test('what interrupts, the rules, and what is wrong in one', async () => {
  const window = await page();
  await press(say('command.settings.open.title'));
  await press(say('notifications.title'));
  await window.getByRole('switch', { name: say('settings.field.quietHours.label') }).click();
  await more(window).click();
  await look('notifications');
  await press(say('notifications.back'));
  await press(say('rules.title'));
  await look('rules-none');
  await press(say('rules.add'));
  await window.getByLabel(say('rules.form.filter'), { exact: true }).fill('1 --');
  await expect(window.getByRole('form')).toContainText(say('rules.remark.no_words', { text: '--' }));
  await window
    .getByRole('form')
    .getByRole('button', { name: say('rules.form.add'), exact: true })
    .click();
  await expect(window.getByText(say('rules.problem.name'))).toBeVisible();
  await look('rule');
  await press(say('rules.form.cancel'));
  await press(say('sources.form.discard'));
  const rule = { name: NAMES.app, filter: '1 --', do: 'silent' } as const;
  await callMain(window, 'rules.save', { id: null, rule });
  await callMain(window, 'inbox.act', {
    action: { kind: 'mute', what: 'sender', source: 'local', key: NAMES.row, until: null },
  });
  await expect(window.getByText(say('rules.unclear'))).toBeVisible();
  await expect(window.getByRole('button', { name: say('rules.mutes.unmute') })).toBeVisible();
  await look('rules');
  await press(say('rules.back'));
  await press(say('settings.back'));
});

test('the sources, their forms with what is wrong in them, and one in trouble', async () => {
  const window = await page();
  await press(say('command.sources.open.title'));
  await look('sources-none');
  for (const kind of ['belfry', 'laravel', 'channels'] as const) {
    await press(say('sources.add'));
    await look('sources-choice');
    await press(say(`sources.choose.${kind}`));
    if (kind !== 'belfry') {
      await window.getByRole('form').getByText(say('sources.form.advanced'), { exact: true }).click();
      await press(say('sources.form.headerAdd'));
      await press(say('templates.add'));
      await press(say('templates.more'));
      await window.getByLabel(say('templates.part.title'), { exact: true }).fill('{{1}}');
      await press(say('templates.done'));
      await expect(window.getByText(say('templates.problem.missing'))).toBeVisible();
      await look(`template-${kind}`);
      await window
        .getByRole('group', { name: say('templates.editor'), exact: true })
        .getByText(say('templates.cancel'))
        .click();
    }
    await press(kind === 'belfry' ? say('sources.form.signIn') : say('sources.form.addIt'));
    await expect(window.locator('[aria-invalid="true"]').first()).toBeFocused();
    await look(`form-${kind}`);
    await press(say('sources.form.cancel'));
    const leave = window.getByRole('button', { name: say('sources.form.discard'), exact: true });
    if (await leave.isVisible()) {
      await look('leaving');
      await leave.click();
    }
  }
  await callMain(window, 'sources.save', {
    definition: {
      ...{ ...definition, id: 's-channels', kind: 'channels', key: '1', endpoint: DEAD, auth: null },
      ...{ channels: ['1'], templates: [] },
    },
    secrets: {},
  });
  const card = window.getByRole('article');
  await expect(card).toContainText(say('sources.trouble.connection_refused'), SLOW);
  await card.getByRole('button', { name: say('sources.test.run') }).click();
  await expect(card.getByRole('region', { name: say('sources.test.title') })).toContainText('[', SLOW);
  await expect(card).toContainText(say('sources.test.outcome.failed'), SLOW);
  await look('source-in-trouble');
  await press(say('settings.back'));
  await window.getByRole('button', { name: say('source.filter', { name: say('source.all') }) }).click();
  await look('filter');
  await window.keyboard.press('Escape');
});

test('the box of a window that keeps ending', async () => {
  await stage.app.electron.evaluate(({ dialog }) => {
    dialog.showMessageBox = async (...args: unknown[]) => {
      Object.assign(globalThis, { box: args.at(-1) });
      return { response: 1, checkboxChecked: false };
    };
  });
  const box = () =>
    stage.app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (!('box' in globalThis) && window?.webContents.isLoading() === false)
        window.webContents.forcefullyCrashRenderer();
      return (
        (globalThis as { box?: Record<'title' | 'message' | 'detail', string> & { buttons: string[] } })
          .box ?? null
      );
    });
  await expect.poll(box, SLOW).not.toBeNull();
  const { title = '', message = '', detail = '', buttons = [] } = (await box()) ?? {};
  expect(
    plainEnglish([title, message, detail, ...buttons], [stage.app.profile, 'killed', 'crashed', 'logs']),
  ).toEqual([]);
});

test('from right to left', async () => {
  await stage.app.quit();
  language = MIRRORED;
  // Its source stays out of reach.
  await stage.start({ ready: false });
  const window = await page();
  await expect(window.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(await row(NAMES.row)).toBeVisible();
  // Libraries of parts have a direction of their own; `×2` is read from left to right everywhere.
  const leftToRight = window.locator('[dir="ltr"]:not(pre, code, kbd, input, span[aria-hidden])');
  expect(await leftToRight.evaluateAll((all) => all.map(({ outerHTML }) => outerHTML))).toEqual([]);
  await (await row(NAMES.row)).hover();
  const [search, settings] = await Promise.all(
    (['command.search.open.title', 'command.settings.open.title'] as const).map((key) =>
      window.getByRole('button', { name: say(key), exact: true }).boundingBox(),
    ),
  );
  expect(settings?.x).toBeLessThan(search?.x ?? 0);
  await look('rtl-inbox');
  await press(say('command.settings.open.title'));
  await look('rtl-settings');
  await press(say('settings.back'));
  await callMain(window, 'command.run', { id: 'sources.open', args: {} });
  await expect(window.getByRole('article')).toContainText(NAMES.source);
  await look('rtl-sources');
});
