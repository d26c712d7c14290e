/** What the window shows of a list: what it asked for once, and the patches since. */
import { expect, test } from 'vitest';
import type { ListPatch, ListState } from '#app/state';
import { createInbox } from '../../../electron/inbox/inbox.ts';
import { applyPatch } from '../../../renderer/state/patch.ts';
import { ModelBackend } from '../../support/model-backend.ts';

async function setUp() {
  const backend = new ModelBackend(200);
  const patches: ListPatch[] = [];
  const inbox = createInbox({
    client: () => ({
      sync: async (query) => backend.sync(query),
      list: async (query) => backend.list(query),
      act: async (request) => backend.act(request),
    }),
    start: null,
    onChange: () => {},
    onPatch: (patch) => patches.push(patch),
    onSyncFailed: (error) => expect.fail(String(error)),
  });
  await inbox.sync('catch-up');
  const shown = await inbox.list('inbox');
  return { backend, inbox, patches, shown };
}

const apply = (list: ListState, patches: readonly ListPatch[]) =>
  patches.reduce<ListState | 'gap'>((now, patch) => (now === 'gap' ? now : applyPatch(now, patch)), list);

test('however many changes fall into a frame, they are one patch', async () => {
  const { backend, inbox, patches, shown } = await setUp();
  for (let made = 0; made < 300; made += 1) inbox.receive(backend.create());
  inbox.receive(backend.act({ action: 'archive', ids: [backend.items('inbox')[7]?.id ?? ''] }));
  expect(patches).toEqual([]);
  inbox.flush();
  inbox.flush();
  expect(patches).toHaveLength(1);
  expect(apply(shown, patches)).toMatchObject({ items: backend.items('inbox'), version: 1 });
});

test('an answer is as new as its version: pending changes go first', async () => {
  const { backend, inbox, patches, shown } = await setUp();
  inbox.receive(backend.create());
  const answer = await inbox.list('inbox');
  expect(apply(shown, patches)).toEqual(answer);
  inbox.receive(backend.create());
  inbox.flush();
  expect(apply(answer, patches)).toMatchObject({ items: backend.items('inbox') });
});

test('what its user did is handed out before the answer to it', async () => {
  const { backend, inbox, patches, shown } = await setUp();
  inbox.receive(backend.create());
  await inbox.act({ action: 'archive', ids: [backend.items('inbox')[0]?.id ?? ''] });
  expect(apply(shown, patches)).toMatchObject({ items: [] });
});

test('after another database, a reader finds that it has to ask for the whole list', async () => {
  const { backend, inbox, patches, shown } = await setUp();
  inbox.receive(backend.create());
  backend.replace();
  backend.create();
  await inbox.sync('catch-up');
  inbox.flush();
  expect(apply(shown, patches)).toBe('gap');
});
