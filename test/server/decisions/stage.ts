/** One user with two devices, over HTTP, and short words for what they decide. */
import type { RuleInput, Rules } from '#server/decisions';
import type { Notification } from '#server/notification';
import type { SendRequest } from '#server/send';
import type { TestDriver } from '../../support/drivers.ts';
import { buildTestApp } from '../../support/server.ts';

export async function openStage(driver: TestDriver) {
  const app = await buildTestApp(driver);
  const userOf = async (userId: number) => {
    const token = await app.token(userId, 'inbox', 'send');
    const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown) =>
      app.call(method, url, { token, ...(body !== undefined && { body }) });
    const row = async (id: string): Promise<Notification> =>
      (await call('GET', '/api/inbox/sync?since=0')).body.changed.find((one: Notification) => one.id === id);
    /** @returns the row as its reader has it */
    const send = async (fields: Partial<SendRequest> = {}): Promise<Notification> => {
      const { body } = await call('POST', '/api/notifications', { title: 'Build finished', ...fields });
      return row(body.notification.id);
    };
    return {
      userId,
      call,
      send,
      rule: async (rule: Partial<RuleInput> = {}): Promise<string> => {
        const { body } = await call('POST', '/api/rules', {
          name: 'a rule',
          filter: 'build',
          do: 'read',
          ...rule,
        });
        return body.rule.id;
      },
      rules: async (): Promise<Rules> => (await call('GET', '/api/rules')).body,
      act: (action: object, more: object = {}) => call('POST', '/api/inbox/actions', { action, ...more }),
      mutes: async () => (await call('GET', '/api/mutes')).body.mutes,
      undo: async (batch: string) => (await call('POST', '/api/inbox/undo', { batch })).body,
      /** How many are unread, and the titles of a view, newest first. */
      unread: async (): Promise<number> => (await call('GET', '/api/inbox?limit=1')).body.counts.unread,
      titles: async (view: string): Promise<string[]> =>
        (await call('GET', `/api/inbox?view=${view}`)).body.items.map(({ title }: Notification) => title),
      row,
      /** Versions announced so far, oldest first. */
      announced: (): string[] =>
        app.published
          .filter(({ name, userId: to }) => name === 'rules.changed' && to === userId)
          .map(({ data }) => JSON.parse(data).version),
    };
  };
  return { app, one: await userOf(app.userId), another: await userOf(await app.addUser('another')) };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;
