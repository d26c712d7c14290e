import Type from 'typebox';
import { LaravelCount, LaravelDone, LaravelPage, LaravelPageQuery } from '#server/laravel';
import { NotificationId } from '#server/notification';
import type { PlainAction } from '#server/rules/state';
import type { Session } from '../../accounts/accounts.ts';
import { type Auth, errors, type Routes } from '../../http/http.ts';
import type { Inbox } from '../../inbox/inbox.ts';
import { toLaravel } from './to-laravel.ts';

export { createNotificationStore, type StoreNotification } from './store-notification.ts';

const Params = Type.Object({ id: NotificationId });
const PER_PAGE = 20;

/** Parsed like PHP's `FILTER_VALIDATE_INT` in `Illuminate\Pagination\PaginationServiceProvider`, up to what an offset can hold. */
const pageNumber = (page: unknown): number =>
  typeof page === 'string' && /^\s*\+?[1-9]\d{0,12}\s*$/.test(page) ? Number(page) : 1;

export interface LaravelDeps {
  readonly auth: Auth;
  readonly inbox: Pick<Inbox, 'apply' | 'ownId' | 'position' | 'rowsAt'>;
}

/** The routes that clients of a Laravel app's database notifications expect. */
export function laravelRoutes(app: Routes, { auth, inbox }: LaravelDeps): void {
  const onRequest = auth.requires('inbox');
  const done = { 200: LaravelDone, ...errors };

  /** @param id the local id, or the one that a Laravel app gave */
  async function onOne({ userId, device }: Session, action: PlainAction, id: string) {
    const request = { action, ids: [await inbox.ownId(userId, id)] };
    const { delta } = await inbox.apply({ userId, device, request });
    return { success: true, delta } as const;
  }

  app.get(
    '/api/notifications',
    { onRequest, schema: { querystring: LaravelPageQuery, response: { 200: LaravelPage, ...errors } } },
    async (request) => {
      const { page, per_page = PER_PAGE } = request.query;
      const current_page = pageNumber(page);
      const { userId } = auth.session(request);
      const { rows, unread, total } = await inbox.rowsAt(userId, (current_page - 1) * per_page, per_page);
      const last_page = Math.max(1, Math.ceil(total / per_page));
      return {
        notifications: rows.map(toLaravel),
        unread_count: unread,
        pagination: { current_page, last_page, per_page, total },
      };
    },
  );

  app.get(
    '/api/notifications/unread-count',
    { onRequest, schema: { response: { 200: LaravelCount, ...errors } } },
    async (request) => ({ count: (await inbox.position(auth.session(request).userId)).counts.unread }),
  );

  app.post(
    '/api/notifications/:id/read',
    { onRequest, schema: { params: Params, response: done } },
    (request) => onOne(auth.session(request), 'read', request.params.id),
  );

  app.delete('/api/notifications/:id', { onRequest, schema: { params: Params, response: done } }, (request) =>
    onOne(auth.session(request), 'delete', request.params.id),
  );

  app.post('/api/notifications/mark-all-read', { onRequest, schema: { response: done } }, async (request) => {
    const { userId, device } = auth.session(request);
    const { revision: up_to_revision } = await inbox.position(userId);
    const { delta } = await inbox.apply({
      ...{ userId, device },
      request: { action: 'read', view: 'unread', up_to_revision },
    });
    return { success: true, delta } as const;
  });
}
