/** Rules: what one would match, what it does to the next arrival, and the ways from a row to a rule and back. */
import type { Page } from '@playwright/test';
import { faults } from './axe.ts';
import { expect, test, useStage } from './fixtures.ts';
import { callMain, inboxPage, runCommand } from './inbox-page.ts';
import { shoot } from './pictures.ts';

const ROWS = 200;
const BUILDS = 12;

const stage = useStage({ inFront: false });
let page: Page;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const field = (name: string) => page.getByRole('form').getByLabel(name, { exact: true });
const preview = () => page.getByRole('region', { name: 'Preview' });
const rules = () => page.getByRole('list').first().getByRole('listitem');

test('the preview says before saving that of 200 notifications it matches 12, and lists them', async () => {
  page = await stage.openWindow();
  // So many at once would be a storm, which what comes next would join.
  await runCommand(page, { id: 'delivery.pause', args: { until: '30m' } });
  const send = (n: number) =>
    stage.app.send(n < BUILDS ? { type: 'ci', title: `Build ${n} failed` } : { title: `Lunch ${n}` });
  for (let n = 0; n < ROWS; n += 20) await Promise.all(Array.from({ length: 20 }, (_, i) => send(n + i)));
  await runCommand(page, { id: 'inbox.readAll', args: {} });
  await expect.poll(stage.tray.tooltip).toContain('nothing unread');
  await runCommand(page, { id: 'delivery.resume', args: {} });
  await button('Settings').click();
  await button('Rules').click();
  await button('Add rule').click();
  await field('Name').fill('CI noise');
  await field('What it matches').fill('type:ci color:red');
  await expect(preview()).toContainText('Matches 0 of the last 200');
  await expect(preview()).toContainText('Belfry does not know the term “color:red”');
  await field('What it matches').fill('type:ci failed');
  await expect(preview()).toContainText(`Matches ${BUILDS} of the last ${ROWS}`);
  await expect(preview().getByRole('listitem')).toHaveCount(BUILDS);
  await expect(preview().getByRole('listitem').first()).toContainText('failed');
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'rule-editor');
  await field('What it matches').press('Enter');
  await expect(rules()).toHaveCount(1);
  expect(await faults(page)).toEqual([]);
  await shoot(page, 'rules');
});

test('the next match makes no toast; its row names the rule and opens it', async () => {
  // On this page no row is in sight, which would be a reason of its own.
  await stage.app.send({ type: 'ci', title: 'Build 201 failed' });
  // What comes after it is shown, and so it would have been.
  await stage.app.send({ title: 'Dinner' });
  await expect.poll(() => stage.recorder.notified().some(({ title }) => title.includes('Dinner'))).toBe(true);
  expect(stage.recorder.notified().filter(({ title, body }) => `${title} ${body}`.includes('201'))).toEqual(
    [],
  );
  await button('Back').click();
  await button('Back to inbox').click();
  const row = inboxPage(page).row('Build 201 failed');
  await expect(row).toContainText('Silenced by “CI noise”');
  await row.getByRole('button', { name: 'Silenced by “CI noise”' }).click();
  await expect(field('Name')).toHaveValue('CI noise');
  await page.keyboard.press('Escape');
  await button('Back').click();
});

test('a rule made from a row begins with its source, type and sender; unsaved, it outlives a look elsewhere', async () => {
  await stage.app.send({ type: 'chat', title: 'Hello', sender: 'Ada' });
  await inboxPage(page).row('Hello').focus();
  await page.keyboard.press('.');
  await page.getByRole('menuitem', { name: 'Make a rule from this…' }).click();
  await expect(field('Name')).toHaveValue('Ada');
  await expect(field('What it matches')).toHaveValue('source:local type:"chat" from:"Ada"');
  await field('Name').fill('Ada at lunch');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await button('Rules').click();
  await expect(field('Name')).toHaveValue('Ada at lunch');
  await page.getByRole('radio', { name: 'Always show' }).check();
  await page.getByRole('combobox', { name: 'Sound' }).selectOption('Knock');
  await page.getByRole('radio', { name: 'Mark as done' }).check();
  await page.getByRole('form').getByRole('button', { name: 'Add rule' }).click();
  await expect(rules()).toHaveCount(2);
});

test('a rule is applied to what is here, and that is undone', async () => {
  expect((await callMain(page, 'rules.get', {})).rules[1]).toMatchObject({ do: 'done', sound: 'knock' });
  await button('Ada at lunch').click();
  await button('Apply to what is here').click();
  await expect(page.getByText('Changed 1 notification.')).toBeVisible();
  await button('Undo').click();
  await expect(page.getByText('1 notification is as it was.')).toBeVisible();
  await button('Cancel').click();
});

test('rules change places by the keyboard, and are switched off and removed', async () => {
  await expect(rules().nth(1)).toContainText('Ada at lunch');
  await rules().nth(1).getByRole('button', { name: 'Move up' }).focus();
  await page.keyboard.press('Enter');
  await expect(rules().first()).toContainText('Ada at lunch');
  await expect(rules().first().getByRole('button', { name: 'Move up' })).toBeFocused();
  const saved = async () =>
    (await callMain(page, 'rules.get', {})).rules.map(({ name, on }) => ({ name, on }));
  await expect.poll(saved).toEqual([
    { name: 'Ada at lunch', on: true },
    { name: 'CI noise', on: true },
  ]);
  await rules().first().getByRole('switch').click();
  await rules().nth(1).getByRole('button', { name: 'Remove' }).click();
  await button('Remove it').click();
  await expect.poll(saved).toEqual([{ name: 'Ada at lunch', on: false }]);
});

test('a rule that is changed elsewhere meanwhile is not saved over unseen', async () => {
  const [rule] = (await callMain(page, 'rules.get', {})).rules;
  await button('Ada at lunch').click();
  await field('Name').fill('Mine');
  await callMain(page, 'rules.save', {
    id: rule?.id ?? '',
    rule: { name: 'Theirs', filter: 'x', do: 'read' },
  });
  await expect(page.getByText('This rule was changed elsewhere')).toBeVisible();
  await expect(field('Name')).toHaveValue('Mine');
  await button('Show the new version').click();
  await expect(field('Name')).toHaveValue('Theirs');
  await field('Name').fill('');
  await button('Save').click();
  await expect(field('Name')).toBeFocused();
  await expect(page.getByText('Give the rule a name.')).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
