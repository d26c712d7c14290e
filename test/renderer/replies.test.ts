import { describe, expect, it } from 'vitest';
import type { Notification, Upstream } from '#server/notification';
import { refusal } from '#server/rules/refusals';
import type { ListSnapshot } from '../../renderer/state/list.ts';
import { canSend, createReplies, replyState } from '../../renderer/state/replies.ts';
import { createStore } from '../../renderer/state/store.ts';
import { fakeBridge, idOf, notification, ok, refused } from './support.ts';

const asking = (revision = 1, upstream: Upstream | null = null): Notification => ({
  ...notification(1, { reply: { via: 'event', channel: 'presence-online', event: 'client-answer' } }),
  revision,
  upstream,
});
const told = (state: Upstream['state'], fields: Partial<Upstream> = {}): Upstream => ({
  ...{ state, action: 'reply', reason: null, text: 'Yes' },
  ...fields,
});

function setUp() {
  const main = fakeBridge();
  const shown = createStore<ListSnapshot>({
    ...{ view: 'inbox', items: null, more: false, loading: false, loadingMore: false },
    ...{ error: null, moreError: null },
  });
  const replies = createReplies(main.bridge, shown);
  /** The list contains the row. */
  const list = (item: Notification) => shown.set({ ...shown.get(), items: [item] });
  const draft = () => replies.get().drafts.get(idOf(1));
  const status = (item: Notification) => replyState(item, replies.get());
  return { main, replies, list, draft, status };
}

describe('a draft', () => {
  it('stays when its composer is closed, and is there when it is opened again', () => {
    const { replies, draft } = setUp();
    replies.open(asking());
    replies.write(asking(), 'On my w');
    replies.close(idOf(2));
    expect(replies.get().open).toBe(idOf(1));
    replies.close(idOf(1));
    expect(replies.get().open).toBeNull();
    replies.open(asking());
    expect([replies.get().open, draft()?.text]).toEqual([idOf(1), 'On my w']);
  });

  it('goes on where a toast could not pass it on: under its key, after what was already written here', async () => {
    const { main, replies, draft } = setUp();
    const begun = { text: 'From the toast', key: 'k', error: { code: 'backend_unavailable' } } as const;
    replies.open(asking(), begun);
    expect([replies.get().open, draft()]).toEqual([idOf(1), { ...begun, sending: false }]);
    const sent = replies.send(asking(), begun.text);
    expect(main.calls.at(-1)?.args).toMatchObject({ args: { text: begun.text, key: 'k' } });
    await main.answer('command.run', ok(null));
    await sent;

    replies.write(asking(), 'Written here');
    replies.open(asking(), begun);
    expect(draft()).toMatchObject({ text: 'Written here\nFrom the toast', error: begun.error });
    expect(draft()?.key).not.toBe('k');
  });

  it('reports that it is being written, if there is a channel for it', () => {
    const { main, replies } = setUp();
    replies.write(asking(), 'a');
    replies.write(asking(), ' ');
    replies.write({ ...asking(), reply: { via: 'http', url: 'https://ci.example/answer' } }, 'a');
    expect(main.calls).toEqual([
      { name: 'command.run', args: { id: 'inbox.typing', args: { id: idOf(1) } }, answer: expect.anything() },
    ]);
  });

  it('cannot be sent empty, nor longer than an answer may be, nor twice at once', async () => {
    expect([canSend(' \n'), canSend('x'.repeat(10_000)), canSend('x'.repeat(10_001))]).toEqual([
      false,
      true,
      false,
    ]);
    const { main, replies } = setUp();
    void replies.send(asking(), '  ');
    void replies.send(asking(), 'Yes');
    void replies.send(asking(), 'Yes');
    expect(main.calls).toMatchObject([{ args: { id: 'inbox.reply', args: { id: idOf(1), text: 'Yes' } } }]);
  });

  it('stays with the reason when it cannot be handed over', async () => {
    const { main, replies, draft, status } = setUp();
    replies.open(asking());
    replies.write({ ...asking(), reply: null }, 'Yes');
    void replies.send(asking(), 'Yes');
    expect(status(asking())).toEqual({ status: 'sending' });
    await main.answer('command.run', refused('backend_unavailable'));
    expect(draft()).toMatchObject({ text: 'Yes', sending: false, error: { code: 'backend_unavailable' } });
    expect(replies.get().open).toBe(idOf(1));
    expect(status(asking())).toEqual({ status: 'none' });
    replies.write({ ...asking(), reply: null }, 'Yes!');
    expect(draft()?.error).toBeNull();
  });

  it('is one answer however often the same text is sent, and another one once it is changed', async () => {
    const { main, replies } = setUp();
    const keys: unknown[] = [];
    for (const text of ['Yes', 'Yes', 'Yes!']) {
      if (text === 'Yes!') replies.write({ ...asking(), reply: null }, text);
      void replies.send(asking(), text);
      keys.push(...main.calls.map(({ args }) => (args as { args: { key: string } }).args.key));
      await main.answer('command.run', refused('backend_unavailable'));
    }
    expect(keys.map((key) => keys.indexOf(key))).toEqual([0, 0, 2]);
  });
});

describe('an answer that was handed over', () => {
  async function sent() {
    const { main, replies, list, draft, status } = setUp();
    replies.open(asking());
    void replies.send(asking(), 'Yes');
    await main.answer('command.run', ok(null));
    return { replies, list, draft, status };
  }

  it('closes its composer, is on its way until its row says so, then waits, and is sent', async () => {
    const { replies, draft, status } = await sent();
    expect([replies.get().open, draft()]).toEqual([null, undefined]);
    expect(status(asking())).toEqual({ status: 'sending' });
    expect(status(asking(2, told('pending')))).toEqual({ status: 'pending', text: 'Yes' });
    expect(status(asking(3))).toEqual({ status: 'sent' });
  });

  it('says why it was refused, and its text is in the composer again', async () => {
    const { replies, draft, status } = await sent();
    const item = asking(3, told('refused', { reason: refusal('answered', { status: 410 }) }));
    expect(status(item)).toEqual({
      status: 'refused',
      text: 'Yes',
      reason: refusal('answered', { status: 410 }),
    });
    replies.open(item);
    expect(draft()?.text).toBe('Yes');
  });

  it('that was refused has not been sent, also when that was dismissed', async () => {
    const { list, status } = await sent();
    list(asking(3, told('refused')));
    list(asking(4));
    expect(status(asking(4))).toEqual({ status: 'none' });
  });

  it('leaves a composer alone that was opened elsewhere meanwhile', async () => {
    const { main, replies } = setUp();
    replies.open(asking());
    void replies.send(asking(), 'Yes');
    replies.open(notification(2));
    await main.answer('command.run', ok(null));
    expect(replies.get().open).toBe(idOf(2));
  });
});

it('another action that waits says nothing of an answer', () => {
  const { status } = setUp();
  expect(status(asking(2, told('pending', { action: 'read' })))).toEqual({ status: 'none' });
});
