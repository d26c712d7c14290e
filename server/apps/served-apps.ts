import { type AppCredentials, type AppSettings, makeApp } from './app-settings.ts';
import type { Apps, RealtimeApp } from './realtime-app.ts';

/** What the start of a standalone server says about its app, for this run only. */
export type RunOptions = Readonly<{
  /** Serve this app and no other, instead of the stored ones. */
  credentials: AppCredentials | null;
  /** Instead of the stored settings of the default app. */
  settings: Partial<AppSettings>;
}>;

/** The apps that a running server knows. */
export interface ServedApps extends Apps {
  /** The app of this server's own clients: its secret signs what `/broadcasting/auth` answers. */
  main(): RealtimeApp;
}

/** @throws AppProblem for options that make no app */
export function createServedApps(
  stored: Apps & Readonly<{ list(): readonly RealtimeApp[] }>,
  { credentials, settings }: RunOptions,
): ServedApps {
  if (credentials !== null) {
    const app = makeApp({ ...credentials, ...settings });
    return {
      byId: (id) => (id === app.id ? app : undefined),
      byKey: (key) => (key === app.key ? app : undefined),
      main: () => app,
    };
  }

  /** The same object for the same stored app. */
  let changed: Readonly<{ from: RealtimeApp; to: RealtimeApp }> | null = null;

  function main(): RealtimeApp {
    const [first] = stored.list();
    if (first === undefined) throw new Error('the default app is gone');
    if (changed?.from !== first) changed = { from: first, to: { ...first, ...settings } };
    return changed.to;
  }
  function served(found: RealtimeApp | undefined): RealtimeApp | undefined {
    if (found === undefined) return undefined;
    const first = main();
    return found.id === first.id ? first : found;
  }
  return { byId: (id) => served(stored.byId(id)), byKey: (key) => served(stored.byKey(key)), main };
}
