import type { Routes } from '../http/http.ts';
import { type LaravelDeps, laravelRoutes } from './laravel/laravel.ts';

export { createNotificationStore, type StoreNotification } from './laravel/laravel.ts';

export type DialectDeps = LaravelDeps;

/** What clients and senders of other programs expect, each translated in a scope of its own. */
export function registerDialects(app: Routes, deps: DialectDeps): void {
  void app.register(async (scope: Routes) => laravelRoutes(scope, deps));
}
