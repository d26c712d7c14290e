/** Rules and mutes as the window has them, and the editors that are open. */
import { expect, test } from 'vitest';
import type { Rule } from '#server/decisions';
import { createDirtyForms } from '../../../renderer/state/dirty-forms.ts';
import { createInbox } from '../../../renderer/state/inbox.ts';
import { createRules, createRuleTasks } from '../../../renderer/state/rules/rules.ts';
import { acted, fakeBridge, ok, refused } from '../support.ts';

const rule = (id: string): Rule => ({
  ...{ id, name: id, filter: id, do: 'done', sound: null, on: true },
  remarks: [],
});
const list = (...ids: readonly string[]) => ok({ version: '1', rules: ids.map(rule), except_sources: [] });
const mutes = ok({ version: '1', mutes: [], except_sources: [] });

async function setUp() {
  const main = fakeBridge();
  const rules = createRules(main.bridge, createInbox(main.bridge));
  const names = () => rules.get().state?.rules.map(({ name }) => name);
  /** Answers what is being read. */
  const answer = async (...ids: readonly string[]) => {
    await main.answer('rules.get', list(...ids));
    await main.answer('mutes.get', mutes);
  };
  return { main, rules, names, answer };
}

test('they are read when they are first needed, and again whenever something has changed them', async () => {
  const { main, rules, names, answer } = await setUp();
  main.push('rules', null);
  expect(main.calls).toEqual([]);
  rules.need();
  rules.need();
  await answer('a');
  expect(main.calls).toEqual([]);
  main.push('rules', null);
  await answer('a', 'b');
  expect(names()).toEqual(['a', 'b']);
});

test('what could not be read says why, and is read once there is a backend again', async () => {
  const { main, rules, names, answer } = await setUp();
  rules.need();
  await main.answer('rules.get', refused('backend_unavailable'));
  await main.answer('mutes.get', refused('backend_unavailable'));
  expect(rules.get()).toEqual({ state: null, error: { code: 'backend_unavailable' } });
  rules.recover();
  await answer('a');
  expect(rules.get().error).toBeNull();
  expect(names()).toEqual(['a']);
});

test('a moved rule is in its place at once; an answer from before does not move it back, a refusal does', async () => {
  const { main, rules, names, answer } = await setUp();
  rules.need();
  await answer('a', 'b', 'c');
  main.push('rules', null);
  const move = rules.move('c', -1);
  expect(names()).toEqual(['a', 'c', 'b']);
  await answer('a', 'b', 'c');
  expect(names()).toEqual(['a', 'c', 'b']);
  expect(main.calls[0]?.args).toEqual({ ids: ['a', 'c', 'b'] });
  await main.answer('rules.order', refused('backend_refused'));
  await answer('a', 'b', 'd', 'c');
  expect(await move).toEqual(refused('backend_refused'));
  expect(names()).toEqual(['a', 'b', 'd', 'c']);
});

test('an applied rule says how many rows it has changed, also if they were too many to be listed', async () => {
  const { main, rules } = await setUp();
  const applied = rules.apply('a');
  const answered = acted(51, []);
  if (!answered.ok) throw new Error('not answered');
  const { delta } = answered.value;
  const answer = { batch: 'batch-51', rows: 730, delta: { ...delta, changed: null } };
  await main.answer('rules.apply', ok(answer));
  expect(await applied).toEqual(ok({ rows: 730, batch: 'batch-51' }));
});

test('an editor with unsaved text stays behind the one that is opened over it; another one makes room', () => {
  const main = fakeBridge();
  const dirty = createDirtyForms();
  const tasks = createRuleTasks(main.bridge, dirty);
  tasks.open({ id: 'a' });
  tasks.open({ id: 'b' });
  expect(tasks.get().map(({ key }) => key)).toEqual(['rule-b']);
  dirty.begun('rule-b');
  main.push('navigate', { page: 'rules', rule: { draft: { name: 'Ada', filter: 'from:ada' } } });
  expect(tasks.get().map(({ task }) => 'draft' in task)).toEqual([false, true]);
  tasks.open({ id: 'b' });
  expect(tasks.get().map(({ key }) => key)).toEqual(['rule-b']);
  tasks.close('rule-b');
  expect(tasks.get()).toEqual([]);
});
