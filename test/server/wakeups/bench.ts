/** An inbox over HTTP whose server has a clock that goes on, and is set, as a test says. */
import { expect } from 'vitest';
import type { Delta } from '#server/inbox';
import type { View } from '#server/rules/state';
import { timestamp } from '#server/rules/time';
import { buildTestApp } from '../../support/server.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export async function openBench(driver: Parameters<typeof buildTestApp>[0]) {
  const app = await buildTestApp(driver);
  const token = await app.token(app.userId, 'inbox', 'send');
  /** Of the server, beside the real clock. */
  let ahead = 0;

  const post = (url: string, body: object) => app.call('POST', url, { token, body });
  const inMinutes = (minutes: number) => timestamp(Date.now() + ahead + minutes * MINUTE);
  const act = (action: object | string, ...ids: string[]) => post('/api/inbox/actions', { action, ids });
  async function list(view: View = 'inbox') {
    const { body } = await app.call('GET', `/api/inbox?view=${view}`, { token });
    return body.items as Readonly<Record<string, unknown> & { title: string }>[];
  }
  function setClock(ms: number): void {
    ahead += ms;
    app.setClock(ms);
  }

  return {
    app,
    post,
    inMinutes,
    act,
    list,
    setClock,
    /** @returns its id */
    async send(title: string, fields: object = {}): Promise<string> {
      const { status, body } = await post('/api/notifications', { title, ...fields });
      expect(status).toBe(201);
      return body.notification.id;
    },
    snooze: (minutes: number, ...ids: string[]) => act({ kind: 'snooze', until: inMinutes(minutes) }, ...ids),
    titles: async (view?: View) => (await list(view)).map(({ title }) => title),
    unread: async () => (await app.inbox.position(app.userId)).counts.unread,
    revision: async () => (await app.inbox.position(app.userId)).revision,
    /** Time passes, or somebody sets the clock, and the server looks at it. */
    async later(ms: number): Promise<void> {
      setClock(ms);
      await app.wake();
    },
    announced: () => app.published.map(({ name, data }) => ({ name, delta: JSON.parse(data) as Delta })),
  };
}
export type Bench = Awaited<ReturnType<typeof openBench>>;
