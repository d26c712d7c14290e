import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, patchSettings } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();
const DEAD = { host: '127.0.0.1', port: 9, tls: false };
test('pictures', async () => {
  const page = await stage.openWindow();
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const size = async (width: number, height: number) => {
    await stage.app.electron.evaluate(
      ({ BrowserWindow }, s) => {
        setImmediate(() => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 100, y: 20, ...s }));
      },
      { width, height },
    );
    await page.waitForTimeout(400);
  };
  await callMain(page, 'sources.save', {
    definition: {
      colour: 'amber',
      enabled: true,
      name: 'Shop events',
      id: 's-channels',
      kind: 'channels',
      key: '1',
      endpoint: DEAD,
      auth: null,
      channels: ['1'],
      templates: [],
    } as never,
    secrets: {},
  });
  await stage.app.send({ title: 'Hello', sender: 'Ada Lovelace', type: 'chat', message: 'lunch?' });
  await stage.app.send({ title: 'Build 12 failed', type: 'ci' });
  await size(440, 760);
  await inboxPage(page).row('Hello').hover();
  await inboxPage(page).row('Hello').getByRole('button', { name: 'More' }).click();
  await shoot(page, 'zz-menu');
  console.log('menu', await faults(page));
  await page
    .getByRole('group', { name: 'Notifications of Ada Lovelace' })
    .getByRole('menuitemradio', { name: 'Not at all' })
    .click();
  await page.waitForTimeout(500);
  await shoot(page, 'zz-muted');
  await callMain(page, 'rules.save', {
    id: null,
    rule: { name: 'CI noise on every branch but main', filter: 'type:ci -main color:red', do: 'done' },
  });
  await callMain(page, 'rules.save', {
    id: null,
    rule: { name: 'Backups', filter: '', do: 'silent', on: false },
  });
  await button('Settings').click();
  await shoot(page, 'zz-settings');
  console.log('settings', await faults(page));
  await button('Notifications').click();
  await patchSettings(page, {
    quietHours: {
      on: true,
      zone: '',
      windows: [
        { days: [1, 2, 3, 4, 5], from: '22:00', to: '07:00' },
        { days: [], from: '12:00', to: '13:00' },
      ],
    },
  });
  for (const [w, h] of [
    [440, 760],
    [360, 760],
    [820, 900],
  ] as const) {
    await size(w, h);
    await shoot(page, `zz-notifications-${w}`);
  }
  await page.evaluate(() => document.querySelector('details')?.setAttribute('open', ''));
  await page.evaluate(() => document.querySelector('details')?.scrollIntoView());
  await shoot(page, 'zz-notifications-more');
  console.log('notif', await faults(page));
  await size(440, 760);
  await page.evaluate(() => document.querySelector('details')?.closest('.overflow-y-auto')?.scrollTo(0, 0));
  await page.emulateMedia({ forcedColors: 'active' });
  await shoot(page, 'zz-notifications-forced');
  await page.emulateMedia({ forcedColors: 'none' });
  await button('Rules').click();
  await shoot(page, 'zz-rules');
  await size(360, 760);
  await shoot(page, 'zz-rules-360');
  console.log('rules', await faults(page));
  await button('CI noise on every branch but main').click();
  await page.waitForTimeout(500);
  await shoot(page, 'zz-rule-360');
  await size(820, 900);
  await shoot(page, 'zz-rule-820');
  await page.emulateMedia({ forcedColors: 'active' });
  await shoot(page, 'zz-rule-forced');
  await page.emulateMedia({ forcedColors: 'none' });
  await stage.app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2);
  });
  await page.waitForTimeout(300);
  await shoot(page, 'zz-rule-zoom');
  await stage.app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1);
  });
  await page.keyboard.press('Escape');
  await button('Back').click();
  await button('Sources').click();
  await size(440, 760);
  await shoot(page, 'zz-sources');
  await page.locator('summary').first().click();
  await size(360, 760);
  await shoot(page, 'zz-sources-more');
  console.log('sources', await faults(page));
  await expect(page).toHaveTitle(/./);
});
