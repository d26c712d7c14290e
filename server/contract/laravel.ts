import Type, { type Static } from 'typebox';
import { Nullable } from './content.ts';
import { Delta } from './inbox.ts';
import { Timestamp } from './notification.ts';

/** A row of Laravel's `notifications` table, as API resources write it. */
export const LaravelNotification = Type.Object({
  id: Type.String(),
  type: Type.String(),
  notifiable_type: Type.String(),
  notifiable_id: Type.Integer(),
  /** Any JSON, exactly as the app sent it. */
  data: Type.Unknown(),
  read_at: Nullable(Timestamp),
  created_at: Timestamp,
  updated_at: Timestamp,
});
export type LaravelNotification = Readonly<Static<typeof LaravelNotification>>;

export const LaravelPageQuery = Type.Object({
  /** Parsed like Laravel's paginator does: anything invalid means the first page. */
  page: Type.Optional(Type.Unknown()),
  per_page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});

export const LaravelPage = Type.Object({
  notifications: Type.Array(LaravelNotification),
  unread_count: Type.Integer(),
  pagination: Type.Object({
    current_page: Type.Integer(),
    last_page: Type.Integer(),
    per_page: Type.Integer(),
    total: Type.Integer(),
  }),
});

export const LaravelCount = Type.Object({ count: Type.Integer() });

export const LaravelDone = Type.Object({ success: Type.Literal(true), delta: Delta });
