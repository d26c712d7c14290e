import type { Routes } from '../http/http.ts';
import { type LaravelDeps, laravelRoutes } from './laravel/laravel.ts';

export { createNotificationStore, type StoreNotification } from './laravel/laravel.ts';

export type DialectDeps = LaravelDeps;

/** The surfaces that other programs' clients and senders expect, each in its own scope. */
export function registerDialects(app: Routes, deps: DialectDeps): void {
  void app.register(async (scope: Routes) => laravelRoutes(scope, deps));
}
