import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { inboxPage, keepsFocus, loadAll } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const stage = useStage();

const REPORT = `# Deploy of the shop, 2.4.0

The deploy **finished** in 3 min 12 s. See the [run](https://ci.example.com/runs/4711) and
[your bank](https://evil.example/login), or <https://status.example.com>.

> Two checks were slow, none has failed.

1. Build: 58 s
2. Tests: 104 s, of which *checkout* took most
3. Release: \`shop@2.4.0\`

| stage | before | now |
| --- | --- | --- |
| build | 71 s | 58 s |
| tests | 99 s | 104 s |

\`\`\`sh
kubectl rollout status deployment/shop
\`\`\`

![Response times](https://ci.example.com/chart.png)
`;

/** A window that changes its size may lose the focus. */
const resize = async (width: number) => {
  await stage.app.electron.evaluate(
    ({ BrowserWindow }, [w]) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setBounds({ x: 0, y: 0, width: w ?? 0, height: 700 });
      window?.focus();
    },
    [width],
  );
  const page = await stage.app.window();
  await expect.poll(() => page.evaluate(() => document.hasFocus())).toBe(true);
};

test('a wide window reads beside the list: moving shows a text, and Enter marks it as read and leads into it', async () => {
  await stage.app.send({ title: 'Earlier deploy', message: 'It failed.', group_key: 'deploys' });
  await stage.app.send({
    ...{ title: 'Deploy of the shop', message: REPORT, format: 'markdown', group_key: 'deploys' },
    ...{ type: 'deploy.finished', sender: 'Karst CI', tags: ['shop', 'production'] },
    ...{ url: 'https://ci.example.com/runs/4711', data: { run: 4711 } },
    attachments: [{ name: 'log.txt', url: 'https://ci.example.com/log.txt', size: 48_200 }],
    actions: [{ kind: 'open', label: 'Roll back…', url: 'https://ci.example.com/rollback' }],
  });
  await stage.app.send({ title: 'Coffee?', message: 'At eleven, see https://cafe.example/menu.' });
  const { page, row } = inboxPage(await stage.openWindow());
  await resize(1200);
  const pane = page.getByRole('region', { name: 'Notification', exact: true });
  await expect(pane).toContainText('Select a notification to read it here.');
  await page.keyboard.press('j');
  await expect(pane.getByRole('heading', { name: 'Coffee?' })).toBeVisible();
  await expect(pane.getByRole('link', { name: 'https://cafe.example/menu' })).toBeVisible();
  await page.keyboard.press('j');
  await expect(pane.getByRole('heading', { name: 'Deploy of the shop', exact: true })).toBeVisible();
  await expect(pane.getByRole('table')).toBeVisible();
  expect(await loadAll(page, 'unread')).toHaveLength(3);

  await page.keyboard.press('Enter');
  await expect.poll(async () => (await loadAll(page, 'unread')).length).toBe(2);
  await expect(pane.locator('[data-reading]')).toBeFocused();
  await expect(pane).toContainText('your bank (evil.example)');
  await expect(pane.getByRole('img')).toHaveCount(0);
  await expect(pane.getByRole('list', { name: 'Tags' })).toContainText('production');
  await expect(pane.getByRole('list', { name: 'Attachments' })).toContainText('48.2 kB');
  await expect(pane.getByRole('button', { name: 'Roll back…' })).toBeVisible();
  await pane.getByText('Details').click();
  await expect(pane).toContainText('deploy.finished');
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'pane');
  await pane.getByRole('link', { name: 'your bank' }).click();
  await expect.poll(stage.opened).toEqual(['https://evil.example/login']);

  await pane.getByRole('region', { name: 'Also in this thread' }).getByRole('button').click();
  await expect(pane.getByRole('heading', { name: 'Earlier deploy' })).toBeVisible();
  await expect(row('Earlier deploy')).toBeFocused();
  await keepsFocus(page);
});

test('keys act on what is read, and Escape leads back to the list before it hides the window', async () => {
  const { page, row } = inboxPage(await stage.openWindow());
  const pane = page.getByRole('region', { name: 'Notification', exact: true });
  await resize(1200);
  await page.keyboard.press('Home');
  await expect(pane.getByRole('heading', { name: 'Coffee?' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(pane.locator('[data-reading]')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(row('Coffee?')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('e');
  await expect(row('Coffee?')).toHaveCount(0);
  await expect(pane.getByRole('heading', { name: 'Deploy of the shop', exact: true })).toBeVisible();
  await keepsFocus(page);
  await resize(440);
  await expect(pane).toHaveCount(0);
  await row('Deploy of the shop').click();
  await expect(row('Deploy of the shop').getByRole('table')).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'open-row');
  await page.keyboard.press('Escape');
  await expect(row('Deploy of the shop').getByRole('table')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect.poll(stage.app.visible).toBe(false);
});
