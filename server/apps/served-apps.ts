import { type AppCredentials, type AppSettings, makeApp } from './app-settings.ts';
import type { ChangingApps, RealtimeApp } from './realtime-app.ts';

/** What a standalone server's command line says about its app, for this run only. */
export type RunOptions = Readonly<{
  /** Serve only this app, instead of the stored ones. */
  credentials: AppCredentials | null;
  /** Override the stored settings of the default app. */
  settings: Partial<AppSettings>;
}>;

/** The apps that this server serves. */
export interface ServedApps extends ChangingApps {
  /** The app of this server's own clients. Its secret signs the answers of `/broadcasting/auth`. */
  main(): RealtimeApp;
}

/** @throws AppProblem for invalid options */
export function createServedApps(
  stored: ChangingApps & Readonly<{ list(): readonly RealtimeApp[] }>,
  { credentials, settings }: RunOptions,
): ServedApps {
  if (credentials !== null) {
    const app = makeApp({ ...credentials, ...settings });
    return {
      byId: (id) => (id === app.id ? app : undefined),
      byKey: (key) => (key === app.key ? app : undefined),
      refresh: async () => {},
      main: () => app,
    };
  }

  /** Returns the same object while the stored app is the same. */
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
  return {
    byId: (id) => served(stored.byId(id)),
    byKey: (key) => served(stored.byKey(key)),
    refresh: stored.refresh,
    main,
  };
}
